internal import SweepControl
internal import SweepModel
internal import SweepScheduling
internal import Synchronization

/// What the configuration decides, and may decide anew while the daemon works.
struct Settings: Sendable {
    let capacity: HostCapacity
    let devices: DevicePolicy
    let access: AccessRules
    let planner: Planner
    let intake: Intake
    let host: HostObject
}

/// The settings that hold now, for everybody who asks.
final class CurrentSettings: Sendable {
    private let settings: Mutex<Settings>

    init(_ settings: Settings) { self.settings = Mutex(settings) }

    var value: Settings {
        get { settings.withLock { $0 } }
        set { settings.withLock { $0 = newValue } }
    }
}
