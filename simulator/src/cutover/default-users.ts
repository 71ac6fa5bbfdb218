/** A role that users may have. */
export interface RoleType {
    id: string;
    name: string;
}

/** A user of the instance. */
export interface CutoverUser {
    id: string;
    firstName: string;
    lastName: string;
    email: string;
    /** Whether it never logs in, and only uses the API. */
    nonInteractive: boolean;
    /** Names of its roles. */
    roleTypes: readonly string[];
}

/** The role that every use of the API needs. */
export const developer = "Developer";

/** The role that manages the tokens of all users. */
export const globalUserAdmin = "Global User Admin";

/** The roles that are there. */
export const defaultRoleTypes: readonly RoleType[] = [
    { id: "1", name: globalUserAdmin },
    { id: "2", name: developer },
    { id: "3", name: "Workspace manager" },
];

/** The users that are there: an administrator, two non-interactive users, and one who may not use the API. */
export const defaultUsers: readonly CutoverUser[] = [
    {
        id: "101",
        firstName: "Gina",
        lastName: "Global",
        email: "gina.global@example.com",
        nonInteractive: false,
        roleTypes: [globalUserAdmin, developer],
    },
    {
        id: "102",
        firstName: "Pipeline",
        lastName: "Robot",
        email: "pipeline.robot@example.com",
        nonInteractive: true,
        roleTypes: [developer, "Workspace manager"],
    },
    {
        id: "103",
        firstName: "Report",
        lastName: "Robot",
        email: "report.robot@example.com",
        nonInteractive: true,
        roleTypes: [developer],
    },
    {
        id: "104",
        firstName: "Noel",
        lastName: "Norole",
        email: "noel.norole@example.com",
        nonInteractive: false,
        roleTypes: ["Workspace manager"],
    },
];
