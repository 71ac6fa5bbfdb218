import { join } from "node:path";
import ts from "typescript";

/** Reads types and doc comments of `src/systems` as the compiler sees them. */
export class SourceReader {
    /** @param {string} root of the repository */
    constructor(root) {
        const file = join(root, "tsconfig.build.json");
        const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name));
        const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
        this.folder = join(root, "src", "systems");
        this.program = ts.createProgram(fileNames, options);
        this.checker = this.program.getTypeChecker();
    }

    /**
     * What a file exports under a name.
     * @param {string} file in `src/systems`, without its extension
     * @param {string} name
     * @returns {ts.Symbol}
     */
    symbolOf(file, name) {
        const source = this.program.getSourceFile(`${join(this.folder, file)}.ts`);
        const module = source && this.checker.getSymbolAtLocation(source);
        const found =
            module && this.checker.getExportsOfModule(module).find((symbol) => symbol.name === name);
        if (found === undefined) {
            throw new Error(`src/systems/${file}.ts exports no ${name}.`);
        }
        return found.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(found) : found;
    }

    /**
     * The type that an interface or a class declares.
     * @param {string} file
     * @param {string} name
     */
    typeOf(file, name) {
        return this.checker.getDeclaredTypeOfSymbol(this.symbolOf(file, name));
    }

    /**
     * The type of a look-up's arguments, and that of its result.
     * @param {string} file
     * @param {string} name
     */
    signatureOf(file, name) {
        const type = this.checker.getTypeOfSymbol(this.symbolOf(file, name));
        const [signature] = type.getCallSignatures();
        const [parameter] = signature?.getParameters() ?? [];
        const result = signature && this.checker.getAwaitedType(signature.getReturnType());
        if (parameter === undefined || result === undefined) {
            throw new Error(`${name} in src/systems/${file}.ts is no look-up.`);
        }
        return { args: this.checker.getTypeOfSymbol(parameter), result };
    }
}
