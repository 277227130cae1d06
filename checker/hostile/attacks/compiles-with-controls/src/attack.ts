export const told: 0 = '‮⁦harmless⁩[2J]0;owned';
