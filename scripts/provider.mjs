import { parseArgs } from "node:util";
import { optionsOr, root, runScript, setUp } from "./setup.mjs";

const help = `Usage: npm run provider [-- OPTION]

Makes the provider for every Pulumi language, in build/provider:

  pulumi-resource-api-tokens/          the folder, for \`plugins:\` in Pulumi.yaml; \`pulumi package add\` takes the file of that name in it
  pulumi-resource-api-tokens-….tar.gz  the archive, for \`pulumi plugin install resource api-tokens <version> --file\`
  sdk/                                 SDKs, as far as the language hosts are to be had

  --output <folder>  another folder
  --no-sdk           without SDKs
  --help             print this
`;

const OPTIONS = /** @type {const} */ ({
    output: { type: "string" },
    "no-sdk": { type: "boolean" },
    help: { type: "boolean" },
});

await runScript(async () => {
    const options = optionsOr(help, () => parseArgs({ options: OPTIONS }).values);
    if (options.help) {
        console.log(help);
        return 0;
    }
    const environment = await setUp();
    const { makeProvider } = await import("./provider/make-provider.mjs");
    const output = options.output ?? `${root}/build/provider`;
    return makeProvider({ output, environment, withSdks: options["no-sdk"] !== true });
});
