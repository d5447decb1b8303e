internal import FoundationEssentials

/// How long the daemon takes to find eight GPUs, and to look at them again: NVIDIA's library is the tests' stand-in.
struct DeviceLook: Benchmark {
    static let name = "gpus"
    static let summary = "eight GPUs of a stand-in for NVIDIA's library, found and looked at again by the daemon"

    private static let discovery = "discovery_seconds"
    private static let look = "look_seconds"

    func measure(in setting: Setting) throws(Failure) -> [Figure] {
        var found = Reading(name: "sweepd", skipped: setting.missing)
        var seen = found
        if setting.missing == nil {
            do throws(Failure) {
                for _ in 0..<setting.runs {
                    let (discovery, looks) = try Self.samples(in: setting)
                    found.samples.append(discovery)
                    seen.samples += looks
                }
            } catch {
                (found.skipped, seen.skipped) = ("\(error)", "\(error)")
            }
        }
        return [
            Figure(
                benchmark: Self.name, title: "discovery of 8 GPUs", unit: .seconds, ours: found, must: .atMost(0.020)),
            Figure(benchmark: Self.name, title: "a look at 8 GPUs", unit: .seconds, ours: seen, must: .atMost(0.005)),
        ]
    }

    /// The discovery of a new daemon, and ten looks of it.
    private static func samples(in setting: Setting) throws(Failure) -> (Double, [Double]) {
        let folder = try setting.scratch.folder()
        do {
            try FileManager.default.copyItem(
                atPath: setting.path(of: "libStandInNVML.so"), toPath: folder + "/libnvidia-ml.so.1")
            try FileManager.default.copyItem(atPath: machine, toPath: folder + "/machine.yaml")
        } catch {
            throw Failure("there is no stand-in for NVIDIA's library: \(error)")
        }
        let daemon = try setting.daemon(slots: 2, devices: "nvidia", environment: ["LD_LIBRARY_PATH": folder])
        defer { daemon.end() }
        let connection = try ControlConnection(socket: daemon.socket)
        var looks: [Double] = []
        var discovery: Double?
        while looks.count < 10 {
            let answer = try connection.get("/v1/gpus")
            discovery = number(Self.discovery, in: answer) ?? discovery
            if let look = number(Self.look, in: answer) { looks.append(look) }
        }
        guard let discovery else { throw Failure("sweepd does not say how long its discovery took") }
        return (discovery, looks)
    }

    private static let machine =
        URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
        + "/StandIns/Machines/eight-nvlink.yaml"

    private static func number(_ name: String, in json: String) -> Double? {
        guard let place = json.firstRange(of: "\"\(name)\":") else { return nil }
        return Double(json[place.upperBound...].prefix { $0.isNumber || ".e-".contains($0) })
    }
}
