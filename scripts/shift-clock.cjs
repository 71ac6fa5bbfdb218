// Loaded into every Node process of a run by NODE_OPTIONS=--require: the run takes place CLOCK_SHIFT_MS later. The
// engine itself, a Go program, keeps the real time; no decision of this package rests on it.
const shift = Number(process.env.CLOCK_SHIFT_MS ?? 0);
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
