import * as fc from "fast-check";
import { nameDistance } from "../../../../src/systems/thousandeyes/name-distance";

/** Few letters, so that names have some of them in common. */
const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 7 });
const text = fc.string({ unit: "binary", maxLength: 12 });
const spaces = fc.string({
    unit: fc.constantFrom(" ", "\t", "\n", "\u00a0", "\u3000"),
    minLength: 1,
    maxLength: 3,
});

const contains = (one: string, other: string) => one.includes(other) || other.includes(one);

/** The same distance as its definition has it: by what becomes of the last letters. */
function defined(from: string, to: string): number {
    if (from === "" || to === "") {
        return from.length + to.length;
    }
    const swapped =
        from.length > 1 && to.length > 1 && from.at(-1) === to.at(-2) && from.at(-2) === to.at(-1);
    return Math.min(
        defined(from.slice(0, -1), to) + 1,
        defined(from, to.slice(0, -1)) + 1,
        defined(from.slice(0, -1), to.slice(0, -1)) + (from.at(-1) === to.at(-1) ? 0 : 1),
        swapped ? defined(from.slice(0, -2), to.slice(0, -2)) + 1 : Infinity,
    );
}

describe("the distance of a name", () => {
    test.each([
        ["a letter left out", "Prodction", "Production", 1],
        ["a letter too many", "Producttion", "Production", 1],
        ["another letter", "Produktion", "Production", 1],
        ["two letters swapped", "Prodcution", "Production", 1],
        ["two emoji swapped", "🚀🛰", "🛰🚀", 1],
        ["another emoji", "🚀", "🛰", 1],
        ["two changes", "Prduktion", "Production", 2],
        ["nothing meant", "", "Staging", 7],
        ["a name that is empty", "Staging", "", 7],
    ])("counts %s", (_name, meant, name, distance) => {
        expect(nameDistance(meant, name)).toBe(distance);
    });

    test("is the number of letters to insert, delete, replace or swap", () => {
        fc.assert(
            fc.property(word, word, (meant, name) => {
                fc.pre(meant === "" || !name.includes(meant));
                expect(nameDistance(meant, name)).toBe(defined(meant, name));
            }),
        );
    });

    test("is the same in both directions", () => {
        fc.assert(
            fc.property(fc.oneof(word, text), fc.oneof(word, text), (one, other) => {
                fc.pre(!contains(folded(one), folded(other)));
                expect(nameDistance(one, other)).toBe(nameDistance(other, one));
            }),
        );
    });

    test("is nothing between names that are the same, and only between those", () => {
        fc.assert(
            fc.property(word, word, (one, other) => {
                expect(nameDistance(one, one)).toBe(0);
                expect(nameDistance(one, other) === 0).toBe(one === other);
            }),
        );
    });

    test("does not count how accents are written, nor widths and ligatures", () => {
        fc.assert(
            fc.property(text, fc.constantFrom("NFC", "NFD", "NFKC", "NFKD"), (name, form) => {
                expect(nameDistance(name, name.normalize(form))).toBe(0);
            }),
        );
    });

    test("does not count upper and lower case", () => {
        const letters = fc.string({ unit: fc.constantFrom(...Array.from("abcxyzäöüéñжщλω")), maxLength: 12 });
        fc.assert(
            fc.property(letters, (name) => {
                expect(nameDistance(name.toUpperCase(), name)).toBe(0);
            }),
        );
    });

    test("does not count which spaces, and how many, nor those at the ends", () => {
        fc.assert(
            fc.property(fc.array(word.filter(Boolean)), spaces, (words, gap) => {
                expect(nameDistance(words.join(" "), gap + words.join(gap) + gap)).toBe(0);
            }),
        );
    });
});

describe("a name that contains the one that was meant", () => {
    test("is nearer than any that has to be changed", () => {
        fc.assert(
            fc.property(word.filter(Boolean), word, word, word, (meant, before, after, other) => {
                fc.pre(!other.includes(meant));
                expect(nameDistance(meant, before + meant + after)).toBeLessThan(1);
                expect(nameDistance(meant, other)).toBeGreaterThanOrEqual(1);
            }),
        );
    });

    test("is the nearer the less it has besides", () => {
        fc.assert(
            fc.property(word.filter(Boolean), word, fc.constantFrom("a", "b"), (meant, more, another) => {
                const name = meant + more;
                expect(nameDistance(meant, name + another)).toBeGreaterThan(nameDistance(meant, name));
            }),
        );
    });
});

/** Only to leave out names of which one contains the other. */
function folded(name: string): string {
    return name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}
