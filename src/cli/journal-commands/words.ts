import { formatTime } from "../../base/time";
import type { FoundAttempt } from "../../journal/attempts";
import type { JournalView } from "../../journal/view";
import type { Level } from "../tokens/token-summary";

/** An attempt in words. */
export interface DescribedAttempt {
    /** Of the token that a new one was asked for. */
    readonly token: string;
    readonly attempt: number;
    readonly resource: string;
    readonly startedAt: string;
    readonly level: Level;
    readonly words: string;
    /** The process that is at it. */
    readonly pid?: number;
}

/** Says what an attempt came to. `view` is of its token, whose attempts one decides of. */
export function describeAttempt(
    token: string,
    { number, entry }: FoundAttempt,
    view: JournalView,
): DescribedAttempt {
    const { resourceName, startedAt, deadline } = entry;
    const end = formatTime(deadline);
    const pid = entry.state === "intent" && view.kind === "busy" ? view.pid : undefined;
    const [level, words] = ((): [Level, string] => {
        switch (entry.state) {
            case "issued":
                return entry.savedInState
                    ? ["fine", `token ${entry.issued.fingerprint} was issued, and is in a saved state`]
                    : [
                          "soon",
                          `token ${entry.issued.fingerprint} was issued and is sealed here. \`pulumi up\` takes it, unless the state has it already; so does whoever has token ${token}: \`api-tokens journal recover\``,
                      ];
            case "void":
                return ["fine", "nothing was issued"];
            case "lost":
                return ["broken", `a new token was issued, and nobody holds it. This one ends by ${end}`];
            case "intent":
                return pid === undefined
                    ? ["soon", `asked for a new token, or was about to, and died. ${again(end)}`]
                    : ["fine", `process ${pid} is asking for a new token`];
            case "unclear":
                return ["soon", `asked for a new token and got no clear answer. ${again(end)}`];
        }
    })();
    return {
        token,
        attempt: number,
        resource: resourceName,
        startedAt: formatTime(startedAt),
        level,
        words,
        ...(pid === undefined ? {} : { pid }),
    };
}

function again(end: string): string {
    return `\`pulumi up\` finds out. If one was issued, this token ends by ${end}`;
}
