import { EngineError } from "./errors.mjs";

const otherWay =
    "The other way is to install Pulumi itself, with its installer or a package manager, and to have it on PATH: " +
    "https://www.pulumi.com/docs/install/";

const signsOfNoNetwork = [
    /dial (tcp|udp)/i,
    /no such host/i,
    /connection (refused|reset)/i,
    /i\/o timeout/i,
    /(network|host) is unreachable/i,
    /no route to host/i,
    /TLS handshake timeout/i,
    /server misbehaving/i,
    /context deadline exceeded/i,
    /proxyconnect/i,
    /proxy authentication required/i,
    /x509:/i,
    /server response:/i,
    /: (40[1347]|410|429|5\d\d) [A-Z]/,
    /module lookup disabled/i,
];

/**
 * @param {string} needsGo
 * @returns {EngineError}
 */
export function goMissing(needsGo) {
    return new EngineError(
        "There is no usable Pulumi on PATH, and no Go to build one with.\n" +
            "The examples and the tests run against a real Pulumi engine. It is built from pinned Go modules where " +
            "none is installed.\n" +
            `Install Go ${needsGo} or later (https://go.dev/doc/install) and run this again.\n${otherWay}`,
    );
}

/**
 * @param {string} found
 * @param {string} needsGo
 * @returns {EngineError}
 */
export function goTooOld(found, needsGo) {
    return new EngineError(
        `The Go on PATH is ${found}, and building the Pulumi engine needs Go ${needsGo} or later.\n` +
            "It may not fetch a newer Go by itself either (Go 1.21 and later do, unless GOTOOLCHAIN forbids it).\n" +
            `Install Go ${needsGo} or later (https://go.dev/doc/install), or set GOTOOLCHAIN=auto.\n${otherWay}`,
    );
}

/**
 * What to tell the user after Go has failed.
 * @param {string} task such as `build pulumi`
 * @param {{ how: string, messages: string[] }} failure
 * @returns {EngineError}
 */
export function goFailed(task, { how, messages }) {
    const said = messages.filter((line) => line.trim() !== "" && !line.startsWith("go: downloading "));
    const network = said.filter((line) => signsOfNoNetwork.some((sign) => sign.test(line)));
    if (network.length > 0) {
        return new EngineError(
            `The Go modules of the Pulumi engine could not be fetched. Go said:\n${quote(network.slice(0, 3))}\n` +
                "Building the engine the first time needs a way to the Go module proxy.\n" +
                "Check the network and the variables GOPROXY, HTTPS_PROXY and NO_PROXY, and run this again: what " +
                `has been fetched is kept.\n${otherWay}`,
        );
    }
    const last =
        said.length > 0 ? `The last lines of its output:\n${quote(said.slice(-15))}` : "It said nothing.";
    return new EngineError(
        `Go could not ${task}: it ${how}. ${last}\n` +
            "The modules are pinned, so the cause is likely on this machine: disk space, memory, or the Go " +
            `installation. Nothing half-built was kept.\n${otherWay}`,
    );
}

/** @param {string[]} lines */
function quote(lines) {
    return lines.map((line) => `    ${line}`).join("\n");
}
