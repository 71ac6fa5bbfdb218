import { ApiTokenError } from "../../base/errors";
import { printable, quoted } from "../../base/terminal-text";
import { nameDistance } from "./name-distance";

/** An account group that the token's user belongs to. */
export interface AccountGroup {
    /** A string of digits. What other endpoints take as their query parameter `aid`. */
    readonly aid: string;
    readonly name: string;
    /** The group that requests without an `aid` go to. */
    readonly current: boolean;
    /** The group that its user logs in to. */
    readonly default: boolean;
    readonly organizationName?: string;
    readonly orgId?: string;
}

/** What one account group can be asked for by. */
export interface AccountGroupKeys {
    /** The group's name, exactly as the UI shows it. */
    name: string;
    /** The group's id: a string of digits. */
    aid: string;
    /** The group that requests without an `aid` go to. */
    current: true;
    /** The group that the token's user logs in to. */
    default: true;
}

/** Exactly one of the properties of `T`. */
type OneOf<T> = { [K in keyof T]: Pick<T, K> & Partial<Record<Exclude<keyof T, K>, never>> }[keyof T];

/** Which account group is meant: exactly one of `name`, `aid`, `current` and `default`. */
export type AccountGroupSelector = OneOf<AccountGroupKeys>;

/** How many names an error lists. */
const NEAREST = 5;

/** Says what is wrong with a selector that did not pass a compiler, or nothing when it will do. */
export function selectorProblem(
    selector: Partial<Record<keyof AccountGroupKeys, unknown>>,
): string | undefined {
    const { name, aid, current, default: byDefault } = selector;
    // `current: false` asks for nothing.
    const given = [name, aid, current, byDefault].filter((key) => key !== undefined && key !== false);
    if (given.length !== 1) {
        return "give exactly one of name, aid, current: true and default: true";
    }
    if (name === undefined && aid === undefined && given[0] !== true) {
        return "current and default take nothing but true";
    }
    if (name !== undefined && (typeof name !== "string" || name === "")) {
        return "the name must be a text that is not empty";
    }
    if (aid !== undefined && (typeof aid !== "string" || !/^\d+$/.test(aid))) {
        return 'the aid must be a string of digits, such as "281474"';
    }
    return undefined;
}

/** Finds the one account group that is meant, or throws `ERR_NOT_FOUND` or `ERR_NOT_UNIQUE`. */
export function findAccountGroup(
    groups: readonly AccountGroup[],
    selector: Partial<AccountGroupKeys>,
): AccountGroup {
    const [only, another] = groups;
    const flagged = selector.current === true || selector.default === true;
    if (flagged && only !== undefined && another === undefined) {
        return only;
    }
    const { words, matches } = criterion(selector);
    const [found, ...others] = groups.filter(matches);
    if (found === undefined) {
        throw new ApiTokenError(
            "ERR_NOT_FOUND",
            `there is no account group ${words}. ${alternatives(groups, selector)}`,
        );
    }
    if (others.length > 0) {
        const aids = [found, ...others].slice(0, 10).map(described).join(", ");
        throw new ApiTokenError(
            "ERR_NOT_UNIQUE",
            `there are ${others.length + 1} account groups ${words}: ${aids}. Ask by aid`,
        );
    }
    return found;
}

function criterion({ name, aid, current }: Partial<AccountGroupKeys>): {
    words: string;
    matches: (group: AccountGroup) => boolean;
} {
    if (name !== undefined) {
        // The same letters may be written in two ways: "é", or "e" with an accent after it.
        const meant = name.normalize("NFC");
        return {
            words: `with the name ${quoted(name)}`,
            matches: (group) => group.name.normalize("NFC") === meant,
        };
    }
    if (aid !== undefined) {
        return { words: `with the aid ${quoted(aid)}`, matches: (group) => group.aid === aid };
    }
    return current
        ? { words: "marked as the current one", matches: (group) => group.current }
        : { words: "marked as the default", matches: (group) => group.default };
}

function alternatives(groups: readonly AccountGroup[], { name, aid }: Partial<AccountGroupKeys>): string {
    if (groups.length === 0) {
        return "The token's user belongs to none at all";
    }
    const distance = (group: AccountGroup) =>
        name === undefined ? nameDistance(aid ?? "", group.aid) : nameDistance(name, group.name);
    const nearest = groups
        .map((group) => ({ group, distance: distance(group) }))
        .sort((one, other) => one.distance - other.distance)
        .slice(0, NEAREST)
        .map(({ group }) => `${quoted(group.name)} (aid ${printable(group.aid)})`)
        .join(", ");
    return groups.length <= NEAREST
        ? `The token's user belongs to ${nearest}`
        : `The token's user belongs to ${groups.length}, of which the nearest are ${nearest}`;
}

function described({ aid, organizationName, orgId }: AccountGroup): string {
    const organisation = organizationName === undefined ? printable(orgId ?? "") : quoted(organizationName);
    return `${printable(aid)}${organisation === "" ? "" : ` (organisation ${organisation})`}`;
}
