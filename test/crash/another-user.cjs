// Loaded into every Node process of a run by NODE_OPTIONS=--require: the process is one of the user "nobody", where the
// tests run as root. Root may read everything.
if (process.getuid?.() === 0) {
    process.setgroups?.([]);
    process.setgid?.(65534);
    process.setuid?.(65534);
}
