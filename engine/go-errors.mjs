import { CliError } from "./errors.mjs";

/** @typedef {import("./pin.mjs").Product} Product */

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
 * @param {Product} product
 * @returns {CliError}
 */
export function goMissing(product) {
    const { needsGo } = product.pins[0];
    return new CliError(
        `${product.withoutGo}\n` +
            `Install Go ${needsGo} or later (https://go.dev/doc/install) and run this again.${otherWay(product)}`,
    );
}

/**
 * @param {string} found
 * @param {Product} product
 * @returns {CliError}
 */
export function goTooOld(found, product) {
    const { needsGo } = product.pins[0];
    return new CliError(
        `The Go on PATH is ${found}, and building ${product.name} needs Go ${needsGo} or later.\n` +
            "It may not fetch a newer Go by itself either (Go 1.21 and later do, unless GOTOOLCHAIN forbids it).\n" +
            `Install Go ${needsGo} or later (https://go.dev/doc/install), or set GOTOOLCHAIN=auto.${otherWay(product)}`,
    );
}

/**
 * What to tell the user after Go has failed.
 * @param {string} task such as `build pulumi`
 * @param {{ how: string, messages: string[] }} failure
 * @param {Product} product
 * @returns {CliError}
 */
export function goFailed(task, { how, messages }, product) {
    const said = messages.filter((line) => line.trim() !== "" && !line.startsWith("go: downloading "));
    const network = said.filter((line) => signsOfNoNetwork.some((sign) => sign.test(line)));
    if (network.length > 0) {
        return new CliError(
            `The Go modules of ${product.name} could not be fetched. Go said:\n${quote(network.slice(0, 3))}\n` +
                `Building ${product.shortName} the first time needs a way to the Go module proxy.\n` +
                "Check the network and the variables GOPROXY, HTTPS_PROXY and NO_PROXY, and run this again: what " +
                `has been fetched is kept.${otherWay(product)}`,
        );
    }
    const last =
        said.length > 0 ? `The last lines of its output:\n${quote(said.slice(-15))}` : "It said nothing.";
    return new CliError(
        `Go could not ${task}: it ${how}. ${last}\n` +
            "The modules are pinned, so the cause is likely on this machine: disk space, memory, or the Go " +
            `installation. Nothing half-built was kept.${otherWay(product)}`,
    );
}

/** @param {Product} product */
function otherWay(product) {
    return product.otherWay === undefined ? "" : `\n${product.otherWay}`;
}

/** @param {string[]} lines */
function quote(lines) {
    return lines.map((line) => `    ${line}`).join("\n");
}
