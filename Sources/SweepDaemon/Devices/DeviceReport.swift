internal import SweepModel

/// How this host's GPUs are, and how that was found out.
struct DeviceReport: Sendable {
    let devices: [DeviceStatus]
    let inventory: DeviceInventory
    /// How long the last discovery took; nil where nobody looked.
    let discoveryTook: Span?
    /// The same of the last look at what was known already.
    let lookTook: Span?
}
