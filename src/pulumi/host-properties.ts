/** What the dynamic host keeps in inputs and outputs for itself. */
export interface HostProperties {
    readonly __provider?: string;
    /** For messages: the engine tells a dynamic provider no name. */
    readonly resourceName: string;
}

export type Hosted<T> = T & HostProperties;

/** What belongs to the dynamic host. Another one leaves it as it is: so the resource can go back to it. */
export function hostsOf({ __provider, resourceName }: Partial<HostProperties>): HostProperties {
    return {
        ...(__provider === undefined ? {} : { __provider }),
        ...(resourceName === undefined ? {} : { resourceName }),
    } as HostProperties;
}

/** What belongs to the resource. */
export function ownOf<T extends object>(properties: Hosted<T> | Partial<Hosted<T>>): T {
    const { __provider: _, resourceName: __, ...own } = properties as HostProperties;
    return own as unknown as T;
}
