import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** Something that only the holder of a token can read. All parts are base64. */
export interface Sealed {
    readonly salt: string;
    readonly nonce: string;
    readonly ciphertext: string;
    readonly tag: string;
}

const CIPHER = "aes-256-gcm";
const SALT_LENGTH = 16;
const PURPOSE = "pulumi-api-tokens journal 1";

/**
 * Encrypts a token, or what else belongs to the attempt, with a key made from the token before (HKDF-SHA-256, AES-256-GCM).
 *
 * @param context bound to the ciphertext: what was sealed for one place does not open in another
 */
export function seal(
    content: string | Buffer,
    predecessor: string,
    context: string,
    random = randomBytes,
): Sealed {
    const salt = random(SALT_LENGTH);
    const nonce = random(12);
    const cipher = createCipheriv(CIPHER, keyFrom(predecessor, salt), nonce).setAAD(Buffer.from(context));
    const ciphertext = Buffer.concat([cipher.update(Buffer.from(content)), cipher.final()]);
    return {
        salt: salt.toString("base64"),
        nonce: nonce.toString("base64"),
        ciphertext: ciphertext.toString("base64"),
        tag: cipher.getAuthTag().toString("base64"),
    };
}

/** Decrypts what {@link seal} made, or gives `undefined` when the predecessor or the context is another one. */
export function unseal(sealed: Sealed, predecessor: string, context: string): string | undefined {
    return unsealBytes(sealed, predecessor, context)?.toString("utf8");
}

/** The same for what is no text. */
export function unsealBytes(sealed: Sealed, predecessor: string, context: string): Buffer | undefined {
    const part = (name: keyof Sealed) => Buffer.from(sealed[name], "base64");
    const salt = part("salt");
    // HMAC fills a key up with zeros: a salt that ends in one would do without it as well.
    if (salt.length !== SALT_LENGTH) {
        return undefined;
    }
    try {
        const decipher = createDecipheriv(CIPHER, keyFrom(predecessor, salt), part("nonce"), {
            authTagLength: 16,
        })
            .setAAD(Buffer.from(context))
            .setAuthTag(part("tag"));
        return Buffer.concat([decipher.update(part("ciphertext")), decipher.final()]);
    } catch {
        return undefined;
    }
}

function keyFrom(predecessor: string, salt: Buffer): Uint8Array {
    return new Uint8Array(hkdfSync("sha256", predecessor, salt, PURPOSE, 32));
}
