import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Machine } from "./machine";

let machine: Machine;

beforeEach(() => {
    machine = new Machine();
});

afterEach(() => {
    machine.remove();
});

const stack = /^\s+at .*\d+:\d+\)?$/m;

describe("building the engine (with a shell script in place of Go)", () => {
    test("an engine is built once and reused: the second run does not call Go at all", async () => {
        machine.installGo();

        const first = await machine.run();
        const callsOfFirst = machine.goCalls("build");
        rmSync(join(machine.bin, "go"));
        const second = await machine.run();

        expect(first.stdout).toContain("just built from pinned Go modules");
        expect(callsOfFirst).toBe(2);
        expect(second.stderr).toBe("");
        expect(second.stdout).toContain("built earlier from pinned Go modules");
        expect(second.code).toBe(0);
    });

    test("the printed export line makes a shell find all three files of the engine", async () => {
        machine.installGo();

        const { stdout } = await machine.run();
        const line = /^ {2}(export PATH=.*)$/m.exec(stdout)?.[1] ?? "";
        const names = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];
        const found = execFileSync("/bin/sh", ["-c", `${line}; command -v ${names.join(" && command -v ")}`]);

        expect(found.toString().trim().split("\n")).toEqual(names.map((name) => machine.cachedFile(name)));
    });

    test("--path prints the folder on stdout and nothing else, also when it has to build", async () => {
        machine.installGo();

        const { stdout, stderr } = await machine.run("--path");

        expect(stdout).toBe(`${dirname(machine.cachedFile("pulumi"))}\n`);
        expect(stderr).toContain(
            "building pulumi: 0 of 2 packages\nbuilt pulumi: compiled 2 packages, 0 s\n",
        );
    });

    test.each(["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"])(
        "a cached engine without its %s is built again",
        async (name) => {
            machine.installGo();
            await machine.run();
            rmSync(machine.cachedFile(name));

            const { stdout } = await machine.run();

            expect(stdout).toContain("just built from pinned Go modules");
            expect(existsSync(machine.cachedFile(name))).toBe(true);
        },
    );

    test("two builds at once both succeed and leave one engine", async () => {
        machine.installGo({ build: "sleep 0.3" });

        const outcomes = await Promise.all([machine.run("--path"), machine.run("--path")]);

        expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
        expect(machine.goCalls("build")).toBe(4);
        expect(outcomes.map(({ stdout }) => stdout.trim())).toEqual(
            Array(2).fill(dirname(machine.cachedFile("pulumi"))),
        );
    });

    test("an engine that another process finished first stays in its place, as it may be running already", async () => {
        const names = "pulumi pulumi-language-nodejs pulumi-resource-pulumi-nodejs first";
        machine.installGo({
            build: `case "$out" in */pulumi)
                final=\${out%.partial-*}; mkdir "$final"
                for name in ${names}; do echo '#!/bin/sh' >"$final/$name"; chmod +x "$final/$name"; done;;
            esac`,
        });

        const { code } = await machine.run();

        expect(code).toBe(0);
        expect(existsSync(machine.cachedFile("first"))).toBe(true);
    });

    test("a build that fails halfway leaves nothing in the cache, and the next run builds again", async () => {
        machine.installGo({
            build: 'echo half >"$out"; chmod +x "$out"; echo "compile: out of memory" >&2; exit 1',
        });
        const failed = await machine.run();
        const left = machine.cached();
        machine.installGo();
        const next = await machine.run();

        expect(failed.code).toBe(1);
        expect(left).toEqual([]);
        expect(next.stdout).toContain("just built from pinned Go modules");
    });

    test("when Go fails, the message ends with the last 15 lines it wrote and no stack", async () => {
        machine.installGo({ build: 'for n in $(seq 100 140); do echo "line $n" >&2; done; exit 2' });

        const { code, stderr } = await machine.run();

        expect(stderr).toContain("Go could not build pulumi-language-nodejs: it ended with code 2.");
        expect(stderr.match(/^ {4}line \d+$/gm)).toHaveLength(15);
        expect(stderr).toContain("    line 140\n");
        expect(stderr).not.toMatch(stack);
        expect(code).toBe(1);
    });

    test("a built pulumi that does not tell the pinned version is not kept", async () => {
        machine.installGo({ build: `printf '#!/bin/sh\\n' >"$out"; chmod +x "$out"; exit 0` });

        const { code, stderr } = await machine.run();

        expect(stderr).toMatch(/'pulumi version' should tell 3\.\d+\.0 and tells nothing/);
        expect(code).toBe(1);
        expect(machine.cached()).toEqual([]);
    });

    test.each([
        ["SIGINT", 130],
        ["SIGTERM", 143],
    ] as const)(
        "%s ends Go and what it started, removes the half-built engine, and exits with %d",
        async (signal, code) => {
            const pidFile = join(machine.bin, "pid");
            machine.installGo({ build: `echo half >"$out"; sleep 60 & echo $! >'${pidFile}'; wait` });

            const { child, outcome } = machine.start();
            while (!existsSync(pidFile) || readFileSync(pidFile, "utf8") === "") {
                await sleep(20);
            }
            child.kill(signal);
            const result = await outcome;

            expect(result.stderr).toContain(
                `The build of the Pulumi engine was stopped by ${signal}; nothing of it was kept.`,
            );
            expect(result.stderr).not.toMatch(stack);
            expect(result.code).toBe(code);
            expect(machine.cached()).toEqual([]);
            expect(isRunning(Number(readFileSync(pidFile, "utf8")))).toBe(false);
        },
    );
});

describe("machines that cannot build the engine", () => {
    test("without Pulumi and Go, the message names Go, its version and Pulumi's installer, and the exit code is 1", async () => {
        const { code, stdout, stderr } = await machine.run();

        expect(stderr).toMatch(/no usable Pulumi on PATH, and no Go to build one with/);
        expect(stderr).toMatch(/Install Go 1\.\d+\.\d+ or later/);
        expect(stderr).toContain("https://www.pulumi.com/docs/install/");
        expect(stderr).not.toMatch(stack);
        expect(stdout).toBe("");
        expect(code).toBe(1);
    });

    test.each([
        "dial tcp 192.0.2.1:443: connect: connection refused",
        "dial tcp: lookup modules.example.test: no such host",
        "read tcp 192.0.2.1:443: i/o timeout",
        "proxyconnect tcp: EOF",
        "reading https://modules.example.test/a/@v/v1.0.0.info: 403 Forbidden",
    ])("without a network (%s), the message says that the modules could not be fetched", async (reason) => {
        machine.installGo({ list: `echo 'go: github.com/pulumi/pulumi: ${reason}' >&2; exit 1;` });

        const { code, stderr } = await machine.run();

        expect(stderr).toContain("The Go modules of the Pulumi engine could not be fetched.");
        expect(stderr).toContain(reason);
        expect(stderr).toContain("GOPROXY, HTTPS_PROXY");
        expect(stderr).not.toMatch(stack);
        expect(code).toBe(1);
        expect(machine.cached()).toEqual([]);
    });

    test("a Go that is too old and may not fetch a newer one is refused before anything is fetched", async () => {
        machine.installGo({ version: "go1.24.6", toolchain: "local" });

        const { code, stderr } = await machine.run();

        expect(stderr).toMatch(
            /The Go on PATH is go1\.24\.6, and building the Pulumi engine needs Go 1\.\d+\.\d+ or later/,
        );
        expect(code).toBe(1);
        expect(machine.goCalls("list")).toBe(0);
    });

    test("a Go that is too old but fetches a newer one by itself is used", async () => {
        machine.installGo({ version: "go1.22.1", toolchain: "auto" });

        const { code } = await machine.run();

        expect(code).toBe(0);
    });

    test("a cache folder that cannot be made is named, with the variable that chooses another", async () => {
        machine.installGo();
        writeFileSync(machine.cache, "a file in the way");

        const { code, stderr } = await machine.run();

        expect(stderr).toContain(`cannot be written (ENOTDIR): ${join(machine.cache, "engine")}`);
        expect(stderr).toContain("PULUMI_API_TOKENS_CACHE");
        expect(stderr).not.toMatch(stack);
        expect(code).toBe(1);
    });
});

function isRunning(pid: number): boolean {
    try {
        process.kill(pid, 0);
    } catch {
        return false;
    }
    // A process that has ended stays in the table until its parent asks for it.
    const status = `/proc/${pid}/stat`;
    return !existsSync(status) || !readFileSync(status, "utf8").includes(") Z ");
}
