import { CliError } from "./errors.mjs";
import { ensureLanguageHosts } from "./language-hosts.mjs";
import { readPathOption } from "./path-option.mjs";

const help = `Usage: npm run language-hosts [-- OPTION]

Makes sure that there are language hosts of YAML, Python and Go, and tells where they are. Takes those built earlier,
else builds them from pinned Go modules, which takes some minutes once. An installed Pulumi has its own.

  --path   print only their folder
  --help   print this
`;

try {
    const options = readPathOption();
    if (options.help) {
        process.stdout.write(help);
    } else {
        const folder = await ensureLanguageHosts();
        console.log(options.path ? folder : `The language hosts of YAML, Python and Go:\n  ${folder}`);
    }
} catch (error) {
    if (!(error instanceof CliError)) {
        throw error;
    }
    console.error(error.message);
    process.exitCode = error.exitCode;
}
