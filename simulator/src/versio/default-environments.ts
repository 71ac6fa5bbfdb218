/** One thing that the CMDB of an environment knows. */
export interface Item {
    /** When it was recorded: milliseconds since 1970, UTC. */
    utc: number;
    [field: string]: unknown;
}

/** A kind of things in an environment. */
export interface Entity {
    entity: string;
    items: readonly Item[];
}

/** An environment: what a token belongs to. */
export interface Environment {
    id: string;
    entities: readonly Entity[];
}

const start2024 = Date.UTC(2024, 0, 1);
const start2025 = Date.UTC(2025, 0, 1);

/** The environments that are there: `example` knows servers and databases, `other-example` a single server. */
export const defaultEnvironments: readonly Environment[] = [
    {
        id: "example",
        entities: [
            {
                entity: "server",
                items: [
                    { instance: "server-1", name: "web-1", utc: start2024 },
                    { instance: "server-2", name: "web-2", utc: start2024 },
                    { instance: "server-3", name: "web-3", utc: start2025 },
                ],
            },
            { entity: "database", items: [{ instance: "database-1", name: "orders", utc: start2024 }] },
        ],
    },
    {
        id: "other-example",
        entities: [{ entity: "server", items: [{ instance: "server-9", name: "mail", utc: start2024 }] }],
    },
];
