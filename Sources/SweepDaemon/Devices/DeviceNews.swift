internal import SweepModel

/// What a look at this host's GPUs found.
enum DeviceNews: Sendable {
    /// Everything anew, and how long that took.
    case inventory(DeviceInventory, Span)
    /// How the known ones are now, and how long the look took.
    case readings([DeviceID: DeviceReading], Span)
    /// Another daemon gave it back.
    case released(DeviceID)
}
