internal import SweepDevices
internal import SweepModel

/// What a look at this host's GPUs found.
enum DeviceNews: Sendable {
    /// Everything anew, and how long that took.
    case inventory(DeviceInventory, Span)
    /// How the known ones are now, and how long the look took.
    case readings([DeviceID: DeviceReading], Span)
    /// An attempt does with devices what it should not; with the words for it.
    case found(LeaseAudit.Finding, String)
    /// The driver reported an error of a device, or of all where none is named.
    case failing(DeviceID?, Ailment)
    /// Another daemon gave it back.
    case released(DeviceID)
}
