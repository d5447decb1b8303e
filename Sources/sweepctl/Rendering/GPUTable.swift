internal import SweepControl
internal import SweepModel
internal import SweepTerminal

/// GPUs as a table: who holds them, who else is on them, and how they are.
struct GPUTable {
    private let list: GPUList

    init(_ list: GPUList) { self.list = list }

    func table(_ style: Style) -> Table {
        var table = Table([
            Table.Column("GPU"), Table.Column("NAME", minimum: 8, expendable: 4), Table.Column("USED", .right),
            Table.Column("MEMORY", .right), Table.Column("BUSY", .right, expendable: 6),
            Table.Column("TEMP", .right, expendable: 7), Table.Column("STATE"),
            Table.Column("LEASES", minimum: 10), Table.Column("OTHERS", minimum: 8, expendable: 3),
            Table.Column("REASON", minimum: 10, expendable: 2), Table.Column("UUID", minimum: 12, expendable: 8),
        ])
        for gpu in list.gpus { table.add(row(gpu)) }
        return table
    }

    private func row(_ gpu: GPUObject) -> [Table.Cell] {
        let vendor = gpu.vendor == .nvidia ? "" : "\(gpu.vendor.rawValue) "
        return [
            Table.Cell("\(vendor)\(gpu.index)" + (gpu.mig.map { " (\($0))" } ?? "")), Table.Cell(gpu.name ?? "?"),
            Self.size(gpu.memoryUsedBytes), Self.size(gpu.memoryTotalBytes),
            Table.Cell(gpu.utilisation.map { "\($0) %" } ?? ""), Table.Cell(gpu.temperature.map { "\($0) C" } ?? ""),
            Table.Cell(gpu.state.rawValue, Self.tint(gpu.state)),
            Table.Cell(gpu.leases.map(Self.words).joined(separator: ", ")),
            Table.Cell(gpu.foreign.map(Self.words).joined(separator: ", ")), Table.Cell(gpu.reason ?? ""),
            Table.Cell(gpu.uuid),
        ]
    }

    /// One line a GPU; several leases, or processes of others, stand in one field with a space between them.
    var csv: String {
        let names = [
            "uuid", "index", "vendor", "name", "memory_total_bytes", "memory_used_bytes", "state", "reason", "leases",
            "foreign_pids", "mig", "card", "utilisation", "temperature", "power_watts",
        ]
        return CSV.line(names) + list.gpus.map { CSV.line(Self.fields($0)) }.joined()
    }

    private static func fields(_ gpu: GPUObject) -> [String] {
        func text(_ value: (some CustomStringConvertible)?) -> String { value.map { "\($0)" } ?? "" }
        return [
            gpu.uuid, "\(gpu.index)", gpu.vendor.rawValue, text(gpu.name), text(gpu.memoryTotalBytes),
            text(gpu.memoryUsedBytes), gpu.state.rawValue, text(gpu.reason),
            gpu.leases.map(\.run).joined(separator: " "), gpu.foreign.map { "\($0.pid)" }.joined(separator: " "),
            text(gpu.mig), text(gpu.card), text(gpu.utilisation), text(gpu.temperature), text(gpu.powerWatts),
        ]
    }

    private static func size(_ bytes: Int64?) -> Table.Cell {
        Table.Cell(bytes.map { ByteCount(bytes: $0).text } ?? "")
    }

    private static func tint(_ state: DeviceStatus.State) -> Style.Tint {
        switch state {
        case .free: .green
        case .leased: .cyan
        case .foreign, .drained: .yellow
        case .unhealthy: .red
        }
    }

    /// `digits-3f9k/17`, `digits-3f9k/17 (10.0 GiB)`
    private static func words(_ lease: GPUObject.Lease) -> String {
        guard lease.share < 1 else { return lease.run }
        return "\(lease.run) (\(lease.memoryBytes.map { ByteCount(bytes: $0).text } ?? "\(lease.share)"))"
    }

    /// `python of ana 18.0 GiB`
    private static func words(_ process: GPUObject.Foreign) -> String {
        let owner = process.user.map { " of \($0)" } ?? ""
        let memory = process.memoryBytes.map { " \(ByteCount(bytes: $0).text)" } ?? ""
        return "\(process.command ?? "process \(process.pid)")\(owner)\(memory)"
    }
}
