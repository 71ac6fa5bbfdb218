import ts from "typescript";

/**
 * A type in Pulumi's schema.
 * @typedef {object} Spec
 * @property {string} [type]
 * @property {string} [$ref]
 * @property {Spec} [items]
 * @property {Spec} [additionalProperties]
 * @property {string} [description]
 * @property {boolean} [secret]
 */

/**
 * @typedef {object} ObjectSpec
 * @property {Record<string, Spec>} properties
 * @property {string[]} required
 */

/** What the SDK wraps the values of a program in. */
const WRAPPINGS = new Set(["Promise", "OutputInstance"]);

/** Turns types of TypeScript into those of Pulumi's schema. */
export class SchemaTypes {
    /** @type {Record<string, object>} */
    named = {};

    /**
     * @param {ts.TypeChecker} checker
     * @param {string} packageName
     * @param {(text: string) => string} inWords how the provider speaks
     */
    constructor(checker, packageName, inWords) {
        this.checker = checker;
        this.packageName = packageName;
        this.inWords = inWords;
    }

    /**
     * @param {ts.Type} type of an object
     * @param {string} module that the names of its parts go to
     * @param {Record<string, Spec>} [others] whose descriptions stand for those that are missing
     * @returns {ObjectSpec}
     */
    objectOf(type, module, others = {}) {
        const own = this.checker.getPropertiesOfType(type).filter(isDeclaredHere);
        /** @type {ObjectSpec} */
        const spec = { properties: {}, required: [] };
        for (const symbol of own) {
            const { name } = symbol;
            const whole = this.checker.getTypeOfSymbol(symbol);
            const inner = this.unwrapped(whole);
            const description = textOf(symbol, this.checker) || others[name]?.description;
            spec.properties[name] = {
                ...this.specOf(inner.type, module, name),
                ...(description ? { description: this.inWords(description) } : {}),
            };
            if (!(symbol.flags & ts.SymbolFlags.Optional) && !inner.mayBeMissing) {
                spec.required.push(name);
            }
        }
        return spec;
    }

    /**
     * A type without what the SDK wraps it in: `pulumi.Input<T>` and `pulumi.Output<T>` are `T`.
     * @param {ts.Type} type
     * @returns {{ type: ts.Type[], mayBeMissing: boolean }} the parts of the union that it is
     */
    unwrapped(type) {
        const parts = type.isUnion() ? type.types : [type];
        const kept = parts.filter((part) => !isMissing(part) && !isWrapping(part));
        const [output] = parts.map(outputIn).filter((part) => part !== undefined);
        if (kept.length === 0 && output !== undefined) {
            const [inner = type] = this.checker.getTypeArguments(output);
            return this.unwrapped(inner);
        }
        return { type: kept, mayBeMissing: parts.some(isMissing) };
    }

    /**
     * @param {ts.Type[]} parts of a union
     * @param {string} module
     * @param {string} property whose type it is: what has no name of its own is named after it
     * @returns {Spec}
     */
    specOf(parts, module, property) {
        const [first] = parts;
        if (first === undefined) {
            throw new Error(`${property} has no type that a schema could hold.`);
        }
        if (parts.every((part) => part.flags & ts.TypeFlags.BooleanLike)) {
            return { type: "boolean" };
        }
        if (parts.every((part) => part.isStringLiteral())) {
            return parts.length === 1
                ? { type: "string" }
                : this.enumOf(
                      parts.map((part) => part.value),
                      module,
                      property,
                  );
        }
        if (first.flags & ts.TypeFlags.String) {
            return { type: "string" };
        }
        if (first.flags & ts.TypeFlags.NumberLike) {
            return { type: "number" };
        }
        const item =
            this.checker.isArrayType(first) &&
            this.checker.getTypeArguments(/** @type {ts.TypeReference} */ (first))[0];
        if (item) {
            return { type: "array", items: this.inner(item, module, property.replace(/s$/, "")) };
        }
        const values = first.getStringIndexType();
        return values === undefined
            ? this.referenceTo(first, module, property)
            : { type: "object", additionalProperties: this.inner(values, module, property) };
    }

    /**
     * @param {ts.Type} type
     * @param {string} module
     * @param {string} property
     */
    inner(type, module, property) {
        return this.specOf(this.unwrapped(type).type, module, property);
    }

    /**
     * @param {string[]} values
     * @param {string} module
     * @param {string} property
     * @returns {Spec}
     */
    enumOf(values, module, property) {
        return this.name(module, capitalized(property), {
            type: "string",
            enum: values.map((value) => ({ value })),
        });
    }

    /**
     * @param {ts.Type} type
     * @param {string} module
     * @param {string} property
     * @returns {Spec}
     */
    referenceTo(type, module, property) {
        const symbol = type.getSymbol();
        const own =
            symbol === undefined || symbol.name.startsWith("__") ? capitalized(property) : symbol.name;
        const description = symbol && textOf(symbol, this.checker);
        return this.name(module, own.replace(/Args$/, ""), {
            type: "object",
            ...(description ? { description: this.inWords(description) } : {}),
            ...this.objectOf(type, module),
        });
    }

    /**
     * @param {string} module
     * @param {string} name
     * @param {object} spec
     * @returns {Spec}
     */
    name(module, name, spec) {
        const token = `${this.packageName}:${module}:${name}`;
        const known = this.named[token];
        if (known !== undefined && JSON.stringify(known) !== JSON.stringify(spec)) {
            throw new Error(`Two different types would be called ${token}.`);
        }
        this.named[token] = spec;
        return { $ref: `#/types/${token}` };
    }
}

/**
 * The doc comment, without the marks of TSDoc.
 * @param {ts.Symbol} symbol
 * @param {ts.TypeChecker} checker
 */
export function textOf(symbol, checker) {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
    return text.replace(/\{@link\s+([^}|\s]+)[^}]*\}/g, "`$1`").trim();
}

/** @param {ts.Symbol} symbol */
function isDeclaredHere({ declarations = [] }) {
    return declarations.some(
        (declaration) =>
            !declaration.getSourceFile().fileName.includes("/node_modules/") &&
            (ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration)),
    );
}

/** @param {ts.Type} type */
function isMissing({ flags }) {
    return Boolean(flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null));
}

/** @param {ts.Type} type */
function isWrapping(type) {
    return outputIn(type) !== undefined || WRAPPINGS.has(type.getSymbol()?.name ?? "");
}

/**
 * @param {ts.Type} type
 * @returns {ts.TypeReference | undefined}
 */
function outputIn(type) {
    const parts = type.isIntersection() ? type.types : [type];
    const found = parts.find((part) => part.getSymbol()?.name === "OutputInstance");
    return /** @type {ts.TypeReference | undefined} */ (found);
}

/** @param {string} name */
function capitalized(name) {
    return name.charAt(0).toUpperCase() + name.slice(1);
}
