import type { Item } from "./default-environments";

/** A part of a listing, as its query asks for it. */
export interface Selection {
    offset: number;
    /** How many items at most. */
    limit: number;
    /** The moment to look at, in milliseconds since 1970. */
    utc: number;
}

/** Reads `offset`, `limit` and `utc`; what is wrong with them instead, if anything. */
export function readSelection(query: Readonly<Record<string, string>>): Selection | string {
    const { offset = "0", limit, utc } = query;
    if (!isWholeNumber(offset)) {
        return "offset must be a whole number.";
    }
    if (limit !== undefined && !isWholeNumber(limit)) {
        return "limit must be a whole number.";
    }
    if (utc !== undefined && !/^\d{13}$/.test(utc)) {
        return "utc must be a time in milliseconds, 13 digits.";
    }
    return { offset: Number(offset), limit: Number(limit ?? Infinity), utc: Number(utc ?? Infinity) };
}

/** The body of a listing: the items recorded by then, and how many there are in all. */
export function listingBody(items: readonly Item[], { offset, limit, utc }: Selection): object {
    const available = items.filter((item) => item.utc <= utc);
    return { totalAvailableItems: available.length, items: available.slice(offset, offset + limit) };
}

function isWholeNumber(text: string): boolean {
    return /^\d+$/.test(text);
}
