// Loaded into a plugin process: answers each message of its parent with the message itself on both outputs, so that
// the parent knows it has read everything before, and with the files that are loaded.
process.on("message", (mark) => {
    console.log(mark);
    console.error(mark);
    process.send?.(Object.keys(require.cache));
});
