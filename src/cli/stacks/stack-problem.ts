import { withoutLookalikes } from "../../base/redaction";
import { printable } from "../../base/terminal-text";

/** Why nothing is known of a stack's tokens. */
export interface StackProblem {
    readonly kind: "missing" | "unreadable" | "no access" | "failed";
    /** What happened, and what to do. */
    readonly words: string;
}

/** Pulumi's own words, by what they are about. The first that fits counts. */
const KINDS: readonly (readonly [StackProblem["kind"], RegExp, string])[] = [
    ["missing", /no stack named|stack .*not found/i, "`pulumi stack ls --all` lists those that there are"],
    [
        "no access",
        /PULUMI_ACCESS_TOKEN|unauthorized|forbidden|access ?denied|permission denied|\b40[13]\b|not logged in|password authentication|credentials/i,
        "Run `pulumi login`, or give this user the right to read the stack's state",
    ],
    [
        "unreadable",
        /checkpoint|unexpected end of JSON|invalid character|\bEOF\b|unmarshal|corrupt|deserializ|newer version|version \d+, and this/i,
        "Every `pulumi` command fails as this one does until the state is mended: bring back the copy beside it, or an older one with `pulumi stack import`. The journal gives back a new token that it lacks",
    ],
];

const OTHERWISE = "Run `pulumi stack export` by hand to see more";

/** Says what went wrong with a stack, from what Pulumi said. */
export function stackProblem(said: string): StackProblem {
    const words = ownWords(said);
    const [kind, , advice] = KINDS.find(([, pattern]) => pattern.test(words)) ?? ["failed", /./, OTHERWISE];
    return { kind, words: `${words}. ${advice}` };
}

/** What went wrong in Pulumi's words, fit for a terminal. A secret may have got anywhere. */
export function ownWords(said: string): string {
    const words = withoutLookalikes(printable(errorLine(said) ?? "", 300)).replace(/[.\s]+$/, "");
    return words === "" ? "`pulumi` failed without a word" : words;
}

/** The line of Pulumi's output that says what went wrong, without the passwords of addresses in it. */
export function errorLine(said: string): string | undefined {
    const lines = said.split("\n").map((line) => line.trim());
    const line = lines.find((one) => one.startsWith("error: ")) ?? lines.find((one) => one !== "");
    return line === undefined ? undefined : withoutPasswords(line.replace(/^error: /, ""));
}

/** Takes user and password out of the addresses in a text. */
export function withoutPasswords(text: string): string {
    return text.replace(/:\/\/[^\s/]*@/g, "://…@");
}
