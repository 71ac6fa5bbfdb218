// Loaded into every Node process of a run by NODE_OPTIONS=--require: the run takes place so many milliseconds later.
// The engine itself, a Go program, keeps the real time; no decision of this package rests on it. The variable's name is
// one that the issuing process is given, too.
const shift = Number(process.env.PULUMI_API_TOKENS_TEST_CLOCK_SHIFT ?? 0);
const RealDate = Date;

class ShiftedDate extends RealDate {
    /** @param {unknown[]} args */
    constructor(...args) {
        // @ts-expect-error: Date's constructors take different numbers of arguments
        super(...(args.length === 0 ? [RealDate.now() + shift] : args));
    }

    /** @override */
    static now() {
        return RealDate.now() + shift;
    }
}

globalThis.Date = /** @type {DateConstructor} */ (ShiftedDate);
