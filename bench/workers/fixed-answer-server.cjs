// A server that does as little as can be, so that the client is what is measured: it answers every request, whatever it
// asks for, with the same bytes over a connection that stays open. Its rate limit is out of reach.
const { createServer } = require("node:net");

const group = { aid: "281474", accountGroupName: "Production" };
const role = { roleId: "34", name: "Organization Admin", isBuiltin: true, hasManagementPermissions: true };
const body = JSON.stringify({
    uid: "1001",
    name: "Ada Admin",
    email: "ada.admin@example.com",
    dateRegistered: "2023-01-16T09:00:00Z",
    lastLogin: "2025-01-15T08:30:00Z",
    loginAccountGroup: group,
    accountGroupRoles: [{ accountGroup: group, roles: [role] }],
    allAccountGroupRoles: [role],
    _links: { self: { href: "http://127.0.0.1/v7/users/current" } },
});
const answer = [
    "HTTP/1.1 200 OK",
    "Content-Type: application/hal+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: keep-alive",
    "X-Organization-Rate-Limit-Limit: 1000000",
    "X-Organization-Rate-Limit-Remaining: 1000000",
    `X-Organization-Rate-Limit-Reset: ${Math.floor(Date.now() / 1000) + 86_400}`,
    "",
    body,
].join("\r\n");
const END_OF_REQUEST = "\r\n\r\n";

const server = createServer((socket) => {
    let rest = "";
    socket.setNoDelay(true).setEncoding("latin1");
    socket.on("error", () => socket.destroy());
    socket.on("data", (text) => {
        const parts = `${rest}${String(text)}`.split(END_OF_REQUEST);
        rest = parts.pop() ?? "";
        if (parts.length > 0) {
            socket.write(answer.repeat(parts.length));
        }
    });
});
server.listen(0, "127.0.0.1", () => {
    console.log(/** @type {import("node:net").AddressInfo} */ (server.address()).port);
});
