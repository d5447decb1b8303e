internal import SweepDevices
internal import SweepEngines
internal import SweepModel

/// This host's GPUs, as drivers and container specifications show them.
struct DeviceCheck: Check {
    let finder: DeviceFinder

    func findings(on host: DoctorHost) async -> [Finding] {
        let toolkit = await host.ask("nvidia-ctk", ["--version"])
        let version = toolkit.flatMap { $0.output.split(separator: "\n").first }.map(String.init)
        return DeviceFindings(files: host.files, toolkit: version).list(of: finder.discover()).map(Finding.init)
    }
}

extension Finding {
    /// What `gpus --explain` says, as a line of the doctor.
    fileprivate init(_ device: DeviceFinding) {
        let verdict: Verdict =
            switch device.verdict {
            case .found, .absent: .ok
            case .missing: .fault
            }
        self.init(
            "\(device.vendor.rawValue)-\(device.subject.lowercased().split(separator: " ").joined(separator: "-"))",
            verdict, lookedFor: "\(device.vendor.name)'s \(device.subject)", found: device.words, remedy: device.hint)
    }
}
