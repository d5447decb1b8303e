internal import SweepModel

/// What a look at this host's GPUs found.
enum DeviceNews: Sendable {
    /// Everything anew.
    case inventory(DeviceInventory)
    /// How the known ones are now.
    case readings([DeviceID: DeviceReading])
    /// Another daemon gave it back.
    case released(DeviceID)
}
