import type { OrganisationsInput } from "./organisations";

const regularUser = { roleId: "33", name: "Regular User", isBuiltin: true };

/**
 * The organisations when no file is given. Example Corp has an administrator of several account groups (uid 1001),
 * a user of a single one (1002) and a user without API access (1003); Other Example Inc is a second organisation.
 */
export const defaultOrganisations: OrganisationsInput = {
    organisations: [
        {
            orgId: "76543",
            organizationName: "Example Corp",
            accountGroups: [
                {
                    aid: "281474",
                    accountGroupName: "Production",
                    agents: [{ agentId: "503128", agentName: "Frankfurt office" }],
                },
                { aid: "281475", accountGroupName: "Staging" },
                { aid: "281476", accountGroupName: "Sandbox" },
            ],
            users: [
                {
                    uid: "1001",
                    name: "Ada Admin",
                    email: "ada.admin@example.com",
                    loginAccountGroup: "281474",
                    accountGroups: ["281474", "281475", "281476"],
                },
                {
                    uid: "1002",
                    name: "Sam Single",
                    email: "sam.single@example.com",
                    loginAccountGroup: "281475",
                    accountGroups: ["281475"],
                    role: regularUser,
                    viewAllAccountGroups: false,
                },
                {
                    uid: "1003",
                    name: "Nora Noaccess",
                    email: "nora.noaccess@example.com",
                    loginAccountGroup: "281476",
                    accountGroups: ["281476"],
                    role: { roleId: "4711", name: "Dashboards only" },
                    apiAccess: false,
                    viewAllAccountGroups: false,
                },
            ],
        },
        {
            orgId: "76544",
            organizationName: "Other Example Inc",
            accountGroups: [{ aid: "290001", accountGroupName: "Main" }],
            users: [
                {
                    uid: "2001",
                    name: "Olga Other",
                    email: "olga.other@example.org",
                    loginAccountGroup: "290001",
                    accountGroups: ["290001"],
                },
            ],
        },
    ],
};
