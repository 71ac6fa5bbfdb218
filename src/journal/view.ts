/** What the journal holds about the successor of a token. Instants are milliseconds since 1970. */
export type JournalView =
    | { readonly kind: "none" }
    /** It is there, sealed. */
    | { readonly kind: "issued"; readonly fingerprint: string }
    /** A process that may still run has asked for it, or is about to. */
    | { readonly kind: "busy"; readonly pid: number }
    /** It was asked for and no clear answer came, or the process that was about to ask died. */
    | { readonly kind: "interrupted"; readonly firstStartedAt: number; readonly deadline: number }
    /** It was issued, and nobody holds it. The old token ends at the deadline at the latest. */
    | { readonly kind: "lost"; readonly firstStartedAt: number; readonly deadline: number }
    /** There is something that this release cannot use, or that must not be used. */
    | {
          readonly kind: "unreadable";
          readonly problem: string;
          /** The person at the terminal knows of it. */
          readonly isTold?: boolean;
      };
