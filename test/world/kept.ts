/** A place where a journal's entries are kept, as the witness sees it. */
export interface Kept {
    readonly name: string;
    /** It was in a state in which it need not have kept what came, or has lost what it had. */
    readonly wasBroken: boolean;
    /** A command may have ended because of it. */
    readonly mayRefuse: boolean;
    /** What is kept under names of a suffix, by name. */
    read(suffix?: string): Map<string, string>;
}
