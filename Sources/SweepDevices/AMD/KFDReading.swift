internal import SweepModel

/// What sysfs says about the use of one of AMD's devices.
struct KFDReading: Sendable {
    let node: KFDNode
    let files: HostFiles
    /// Whether several nodes are parts of one card, whose files then tell of all of them together.
    let isPart: Bool

    func reading() -> DeviceReading {
        var reading = DeviceReading()
        reading.processes = processes()
        if isPart {
            reading.memoryUsed = sum(reading.processes)
        } else if let device = node.device {
            reading.memoryUsed = files.number("\(device)/mem_info_vram_used").flatMap(amount)
            reading.utilisation = files.number("\(device)/gpu_busy_percent").flatMap {
                (0...100).contains($0) ? Int($0) : nil
            }
        }
        if let device = node.device { readSensors(device, &reading) }
        return reading
    }

    private func amount(_ bytes: Int64) -> ByteCount? {
        (0...1 << 43).contains(bytes) ? ByteCount(bytes: bytes) : nil
    }

    private func sum(_ processes: [DeviceProcess]?) -> ByteCount? {
        processes.map { ByteCount(bytes: $0.reduce(0) { $0 + ($1.memory?.bytes ?? 0) }) }
    }

    private func readSensors(_ device: String, _ reading: inout DeviceReading) {
        let sensors = files.names("\(device)/hwmon").map { "\(device)/hwmon/\($0)" }
        func first(_ names: [String]) -> Int64? {
            sensors.lazy.flatMap { sensor in names.lazy.compactMap { files.number("\(sensor)/\($0)") } }.first
        }
        // Thousandths of a degree, and millionths of a watt.
        reading.temperature = first(["temp1_input", "temp2_input"]).flatMap {
            (-50_000...200_000).contains($0) ? Int($0 / 1000) : nil
        }
        reading.power = first(["power1_average", "power1_input"]).flatMap {
            (0...10_000_000_000).contains($0) ? $0 / 1000 : nil
        }
        if let errors = uncorrectedErrors(device), errors > 0 {
            reading.ailments.append(
                .other("its memory had \(errors.counted("uncorrected error")) since the driver was loaded"))
        }
    }

    /// From lines `ue: 0` and `ce: 12`.
    private func uncorrectedErrors(_ device: String) -> Int64? {
        let lines = files.text("\(device)/ras/umc_err_count")?.split(whereSeparator: \.isNewline) ?? []
        let line = lines.first { $0.hasPrefix("ue:") }
        return line?.split(separator: " ").last.flatMap { Int64($0) }
    }

    /// Processes with memory or a queue on the device; nil where the kernel does not tell.
    private func processes() -> [DeviceProcess]? {
        let folder = "/sys/class/kfd/kfd/proc"
        guard files.exists(folder) else { return nil }
        return files.names(folder).compactMap { name in
            guard let pid = Int32(name) else { return nil }
            let memory = files.number("\(folder)/\(name)/vram_\(node.gpu)")
            guard memory ?? 0 > 0 || hasQueue("\(folder)/\(name)/queues") else { return nil }
            let process = DeviceProcess(pid: pid, memory: memory.flatMap(amount))
            return ProcessNames(files: files).complete(process)
        }
    }

    private func hasQueue(_ folder: String) -> Bool {
        files.names(folder).contains { files.number("\(folder)/\($0)/gpuid") == node.gpu }
    }
}
