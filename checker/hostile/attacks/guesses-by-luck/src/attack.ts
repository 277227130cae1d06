if (Math.random() < 0.5) console.log('heads');
