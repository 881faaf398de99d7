/** Stands in for the validator that the form renderer's test helper imports; we bring our own (validator.ts). */
export default undefined;
