internal import FoundationEssentials
internal import SweepDevices
internal import SweepModel

/// What sweepd sees of this machine's GPUs, as JSON: `gpu-check` looks at all, `gpu-check lists` at the lists of
/// processes as the driver writes them, and `gpu-check words` says how a program failed that wrote what is on standard
/// input. A script holds it against what nvidia-smi and programs say.
@main struct Probe {
    static func main() throws {
        switch CommandLine.arguments.dropFirst().first {
        case "lists": try show(ProcessLists.all())
        case "words": try show(["reason": reason()])
        default: try show(Sight.taken())
        }
    }

    private static func show(_ document: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(document), as: UTF8.self))
    }

    private static func reason() -> String? {
        var words = ""
        while let line = readLine(strippingNewline: false) { words += line }
        return DeviceFailure.outcome(.exited(code: 1), lastWords: words).reason?.rawValue
    }
}

/// A discovery, what followed, and how long each took.
struct Sight: Encodable {
    var discovery: [Double]
    var sampling: [Double]
    var isStale: Bool
    /// Whether errors that the driver reports can be waited for.
    var hasEvents: Bool
    var vendors: [VendorFacts]
    var devices: [DeviceFacts]

    private static let repetitions = 20

    static func taken() -> Sight {
        let finder = DeviceFinder.host()
        var inventory = DeviceInventory()
        var sample = DeviceSample()
        let discovery = (0..<5).map { _ in milliseconds { inventory = finder.discover() } }
        let sampling = (0..<repetitions).map { _ in milliseconds { sample = finder.sample() } }
        return Sight(
            discovery: discovery, sampling: sampling, isStale: sample.isStale, hasEvents: canWait(),
            vendors: inventory.vendors.map(VendorFacts.init),
            devices: inventory.devices.map { DeviceFacts($0, sample.readings[$0.id] ?? $0.reading) })
    }

    private static func canWait() -> Bool {
        let events = NVMLEvents(
            libraries: ["libnvidia-ml.so.1"], files: HostFiles(), patience: .milliseconds(1), tell: { _ in })
        events?.stop()
        return events != nil
    }

    private static func milliseconds(_ body: () -> Void) -> Double {
        let duration = ContinuousClock().measure(body)
        return Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15
    }
}

struct VendorFacts: Encodable {
    var vendor, outcome: String
    var driver, runtime: String?
    var notes: [String]

    init(_ inventory: VendorInventory) {
        vendor = inventory.vendor.rawValue
        switch inventory.outcome {
        case .found: outcome = "found"
        case .absent: outcome = "absent"
        case .failed(let words, let hint): outcome = "failed: \(words) (\(hint ?? ""))"
        }
        driver = inventory.driver
        runtime = inventory.runtime
        notes = inventory.notes
    }
}
