import { readFileSync, rmSync, symlinkSync, mkdirSync, renameSync } from "node:fs";
import { join, resolve } from "node:path";
import { Machine } from "./machine";

let machine: Machine;

beforeEach(() => {
    machine = new Machine();
});

afterEach(() => {
    machine.remove();
});

const oldest = (
    JSON.parse(readFileSync(resolve(__dirname, "../../../package.json"), "utf8")) as {
        peerDependencies: { "@pulumi/pulumi": string };
    }
).peerDependencies["@pulumi/pulumi"].replace("^", "");

describe("the choice of an engine (with shell scripts in place of Pulumi: only the choice is tested)", () => {
    test("a recent and complete Pulumi on PATH is taken, and Go is not needed", async () => {
        machine.installPulumi("v3.300.1");

        const { code, stdout, stderr } = await machine.run();

        expect(stderr).toBe("");
        expect(stdout).toBe(`Pulumi 3.300.1, the one on PATH:\n  ${join(machine.bin, "pulumi")}\n`);
        expect(code).toBe(0);
        expect(machine.cached()).toEqual([]);
    });

    test("with a Pulumi on PATH, --path prints the folder it is in", async () => {
        machine.installPulumi("v3.300.1");

        const { stdout } = await machine.run("--path");

        expect(stdout).toBe(`${machine.bin}\n`);
    });

    test("the oldest Pulumi taken is the lower bound of the package's peer range", async () => {
        machine.installPulumi(`v${oldest}`);

        const { stdout } = await machine.run();

        expect(stdout).toContain(`Pulumi ${oldest}, the one on PATH`);
    });

    test.each([
        "3.216.0",
        "v3.216.0",
        "v3.1000.0",
        "v3.257.0-alpha.x9c1",
        "v3.216.1-dev.0",
        "v4.0.0",
        "v3.258.0+dirty",
    ])("version %s is recent enough", async (version) => {
        machine.installPulumi(version);

        const { stdout } = await machine.run();

        expect(stdout).toContain(`Pulumi ${version.replace(/^v/, "")}, the one on PATH`);
    });

    test.each(["v3.99.0", "v3.215.9", "v3.216.0-alpha.1", "v2.300.0"])(
        "version %s is too old: it is not taken, and that is said in one line",
        async (version) => {
            machine.installPulumi(version);
            machine.installGo();

            const { stdout, stderr } = await machine.run();

            expect(stderr.split("\n")[0]).toBe(
                `Not using the Pulumi on PATH: ${join(machine.bin, "pulumi")} is version ${version.slice(1)}, ` +
                    `and ${oldest} or later is needed.`,
            );
            expect(stdout).toContain("just built from pinned Go modules");
        },
    );

    test.each(["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"])(
        "a Pulumi without %s is not taken, and that is said",
        async (name) => {
            machine.installPulumi("v3.300.1");
            rmSync(join(machine.bin, name));
            machine.installGo();

            const { stdout, stderr } = await machine.run();

            expect(stderr).toContain(
                `Not using the Pulumi on PATH: ${join(machine.bin, "pulumi")} has no ${name} with it.`,
            );
            expect(stdout).toContain("just built from pinned Go modules");
        },
    );

    test("a link on PATH to a Pulumi that has the other files next to it is taken, as Pulumi looks there too", async () => {
        machine.installPulumi("v3.300.1");
        const elsewhere = `${machine.bin}-real`;
        renameSync(machine.bin, elsewhere);
        mkdirSync(machine.bin);
        symlinkSync(join(elsewhere, "pulumi"), join(machine.bin, "pulumi"));

        const { stdout } = await machine.run();

        expect(stdout).toContain("Pulumi 3.300.1, the one on PATH");
    });

    test("a pulumi command that fails, such as an unset version manager, is not taken, and that is said", async () => {
        machine.installPulumi("v3.300.1");
        machine.install("pulumi", "echo 'no version is set' >&2; exit 126");
        machine.installGo();

        const { stdout, stderr } = await machine.run();

        expect(stderr).toContain("does not tell its version.");
        expect(stdout).toContain("just built from pinned Go modules");
    });
});

describe("the release that npm's package downloads (with a shell script in place of npm)", () => {
    test("is taken before Go is asked, kept, and told as what it is", async () => {
        machine.installNpm();
        machine.installGo();

        const first = await machine.run();
        rmSync(join(machine.bin, "npm"));
        const second = await machine.run();

        const told = "Pulumi 3.265.0, the release that npm's package pulumi downloaded:";
        expect(first.stdout).toContain(told);
        expect(second.stdout).toContain(told);
        expect(second.stderr).toBe("");
        expect(machine.goCalls("build")).toBe(0);
    });

    test.each([
        ["fails", { fails: true }],
        ["brings no language host", { files: ["pulumi", "pulumi-resource-pulumi-nodejs"] }],
    ])(
        "where it %s, one line says so, nothing of it is kept, and the engine is built",
        async (_name, npm) => {
            machine.installNpm(npm);
            machine.installGo();

            const { stdout, stderr } = await machine.run();

            expect(stderr).toContain("npm's pulumi could not download the release here.\n");
            expect(stdout).toContain("just built from pinned Go modules");
            expect(machine.cached()).toHaveLength(1);
        },
    );
});

describe("the command line", () => {
    test("an unknown option is refused with the list of options and exit code 2", async () => {
        const { code, stderr } = await machine.run("--folder");

        expect(stderr).toMatch(/^Unknown option '--folder'.*\nThe options are --path and --help\.\n$/s);
        expect(code).toBe(2);
    });

    test("--help prints the usage and does nothing", async () => {
        const { code, stdout } = await machine.run("--help");

        expect(stdout).toMatch(/^Usage: npm run engine/);
        expect(code).toBe(0);
    });
});
