import StandIns
import SweepDevices
import SweepModel
import SweepScheduling
import TestSupport

/// A ledger with a named machine, set up and asked in a few words.
struct DeviceStage {
    private(set) var ledger = DeviceLedger()
    private(set) var machine: DeviceInventory

    init(_ name: String) throws {
        if Machines.names(".tree").contains(name) {
            let scratch = try Scratch()
            try Machines.plant(name, in: scratch)
            let finder = DeviceFinder(sources: [KFDSource(files: HostFiles(root: scratch.path), libraries: [])])
            machine = finder.discover()
        } else {
            machine = try Machines.described(name)
        }
        ledger.update(machine)
    }

    /// Does what is written, steps apart by `;`:
    ///
    /// `lease NAME AMOUNT?` · `foreign NAME AMOUNT` · `screen NAME AMOUNT` · `used NAME AMOUNT` · `drain NAME` ·
    /// `lost NAME` · `gone NAME` · `exclude NAME…` · `include NAME…` · `prefer NAME…`
    mutating func set(_ steps: String) throws {
        for step in steps.split(separator: ";") {
            let words = step.split(separator: " ").map(String.init)
            guard let verb = words.first, words.count > 1 else { continue }
            let devices = try words.dropFirst().filter { !$0.hasSuffix("B") }.map(device)
            try apply(verb, devices, words.first { $0.hasSuffix("B") }.flatMap { ByteCount($0) })
        }
    }

    private mutating func apply(_ verb: String, _ devices: [Device], _ amount: ByteCount?) throws {
        var changed = devices.first
        switch verb {
        case "lease": return lease(devices, amount)
        case "foreign":
            changed?.reading.processes = [
                DeviceProcess(pid: 4711, memory: amount, user: "ana", command: "python")
            ]
        case "screen": changed?.reading.processes = [DeviceProcess(pid: 812, kind: .graphics, memory: amount)]
        case "used": changed?.reading.memoryUsed = amount
        case "lost": changed?.reading.ailments = [.lost]
        case "drain": for device in devices { ledger.drain(device.id, reason: "a fan is broken") }
        case "exclude": ledger.policy.exclude = Set(devices.map(\.id))
        case "include": ledger.policy.include = Set(devices.map(\.id))
        case "prefer": ledger.policy.prefer = devices.map(\.id)
        case "gone": machine.vendors[0].devices.removeAll { device in devices.contains { $0.id == device.id } }
        default: throw Failure("unknown step \(verb)")
        }
        if verb == "gone" {
            ledger.update(machine)
        } else if let changed {
            ledger.update([changed.id: changed.reading])
        }
    }

    private mutating func lease(_ devices: [Device], _ amount: ByteCount?) {
        let bookings = devices.map { device in
            let share = amount.flatMap { amount in device.memory.map { DeviceShare(of: amount, in: $0) } } ?? .whole
            return DeviceBooking(device.id, share: share, memory: amount ?? device.memory)
        }
        ledger.acquire(bookings, for: .first(of: SweepID("other"), (ledger.status.flatMap(\.holdings).count + 1)))
    }

    /// A device by its name in the tables: its index, or `CARD.NUMBER` for a slice.
    func device(_ name: String) throws -> Device {
        guard let device = ledger.status.map(\.device).first(where: { Self.name($0) == name }) else {
            throw Failure("no device \(name)")
        }
        return device
    }

    static func name(_ device: Device) -> String { "\(device.index)" + (device.slice.map { ".\($0.number)" } ?? "") }

    /// Reads `COUNT memory=… share=… model=… vendor=… mig=…`; `_` stands for a space.
    static func request(_ text: String) throws -> DeviceRequest {
        var words = text.split(separator: " ").map(String.init)
        guard !words.isEmpty else { throw Failure("no request") }
        let count = words.removeFirst()
        var request = DeviceRequest(count: Int(count).map { .exactly($0) } ?? .auto)
        for word in words {
            let pair = word.split(separator: "=", maxSplits: 1).map { String($0.replacing("_", with: " ")) }
            guard pair.count == 2 else { throw Failure("no value: \(word)") }
            switch pair[0] {
            case "memory": request.memory = ByteCount(pair[1])
            case "share": request.share = Double(pair[1]).flatMap { DeviceShare($0) }
            case "model": request.model = pair[1]
            case "vendor": request.vendor = Vendor(rawValue: pair[1])
            case "mig": request.slice = pair[1]
            default: throw Failure("unknown key \(word)")
            }
        }
        return request
    }

    /// What the ledger says: the devices' names, or `never:` and `wait:` with words.
    func answer(_ text: String) throws -> String {
        let request = try Self.request(text)
        if let refusal = ledger.refusal(for: request) {
            let words = refusal.message.replacing("cannot run the sweep on this host: it ", with: "")
            return "never: \(words)" + (refusal.hint.map { " | \($0)" } ?? "")
        }
        guard let devices = ledger.choose(request) else {
            return "wait: " + ledger.explain(request).joined(separator: "; ")
        }
        let names = devices.compactMap { ledger[$0.device].map(Self.name) }
        return names.isEmpty ? "none" : names.joined(separator: " ")
    }
}
