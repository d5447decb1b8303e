internal import FoundationEssentials
internal import SweepModel

/// A device in plain values: bytes, milliwatts, millijoules, percent, degrees Celsius.
struct DeviceFacts: Encodable {
    var uuid, vendor: String
    var index: Int
    var name, address, architecture, computeMode, slice: String?
    var minor, numaNode: Int?
    var memory, memoryUsed, memoryReserved, power, energy: Int64?
    var utilisation, temperature: Int?
    var isSliced: Bool?
    var ailments: [String]
    var processes: [ProcessFacts]?

    init(_ device: Device, _ reading: DeviceReading) {
        (uuid, vendor, index) = (device.id.text, device.vendor.rawValue, device.index)
        (name, address, architecture) = (device.name, device.address, device.architecture)
        (computeMode, slice) = (device.computeMode?.rawValue, device.slice?.profile)
        (minor, numaNode, isSliced) = (device.minor, device.numaNode, device.slicing?.isOn)
        memory = device.memory?.bytes
        (memoryUsed, memoryReserved) = (reading.memoryUsed?.bytes, reading.memoryReserved?.bytes)
        (power, energy) = (reading.power, reading.energy)
        (utilisation, temperature) = (reading.utilisation, reading.temperature)
        ailments = reading.ailments.map(\.words)
        processes = reading.processes?.map(ProcessFacts.init)
    }
}

struct ProcessFacts: Encodable {
    var pid: Int32
    var kind: String
    var memory: Int64?
    var user, command: String?

    init(_ process: DeviceProcess) {
        (pid, kind, memory) = (process.pid, process.kind.rawValue, process.memory?.bytes)
        (user, command) = (process.user, process.command)
    }
}
