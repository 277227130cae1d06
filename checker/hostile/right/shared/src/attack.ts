// Nothing: an attack takes its place.
export {};
