/** The token of an `Authorization: Bearer …` header, read as HTTP has it: the scheme in any case, spaces after it. */
export function bearerToken(header: string | undefined): string | undefined {
    return /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
}

/** The token of an `Authorization` header of exactly this scheme, one space and the token. */
export function tokenOfScheme(scheme: string, header: string | undefined): string | undefined {
    const prefix = `${scheme} `;
    const token = header?.startsWith(prefix) === true ? header.slice(prefix.length) : "";
    return /^\S+$/.test(token) ? token : undefined;
}
