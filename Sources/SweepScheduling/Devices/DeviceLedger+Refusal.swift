package import SweepModel

/// What this machine could never give.
extension DeviceLedger {
    /// Why no run with this request can ever start here, with the nearest that could (code `limit`); nil where one can,
    /// or where nobody knows, because devices have not been discovered or a vendor's discovery failed.
    package func refusal(for request: DeviceRequest) -> Fault? {
        let count = count(for: request)
        guard isDiscovered, count > 0, failures(request).isEmpty else { return nil }
        let most = most(request)
        guard most < count else { return nil }
        let (lack, hint) = most > 0 ? tooMany(count, most, request) : nothing(count, request)
        return Fault(
            .limit, "cannot run the sweep on this host: it needs \(request.words(count)); \(lack)", hint: hint)
    }

    /// How many devices of one vendor fit.
    private func most(_ request: DeviceRequest) -> Int {
        Dictionary(grouping: fitting(request), by: \.vendor).values.map(\.count).max() ?? 0
    }

    private func tooMany(_ count: Int, _ most: Int, _ request: DeviceRequest) -> (String, String) {
        let less = "lower 'resources.gpus' to \(most)"
        guard let memory = memoryOf(count, request) else { return ("this host has at most \(most)", less) }
        return ("this host has at most \(most)", "\(less), or 'resources.gpu_memory' to \(memory.brief)")
    }

    /// How much memory each of the `count` largest devices has that are right in all else; nil where there are too few,
    /// or memory was not asked for.
    private func memoryOf(_ count: Int, _ request: DeviceRequest) -> ByteCount? {
        guard request.memory != nil else { return nil }
        var other = request
        other.memory = ByteCount(bytes: 0)
        let sizes = fitting(other).compactMap(\.memory).sorted(by: >)
        return sizes.count >= count ? sizes[count - 1] : nil
    }

    /// Not one device fits: what stands in the way of most, and what would do.
    private func nothing(_ count: Int, _ request: DeviceRequest) -> (String, String) {
        let lower = "lower 'resources' in the specification"
        guard !devices.isEmpty else { return ("this host has none", "'resources.gpus: 0' needs none") }
        let open = devices.filter { !policy.excludes($0) }
        guard !open.isEmpty else {
            let cards = devices.count { $0.slice == nil }
            return ("the configuration excludes \(cards == 1 ? "the only one" : "all \(cards)")", "see 'gpus' in it")
        }
        let misfits = Set(open.compactMap { policy.misfit($0, request) })
        // The last hurdle that any device came to is the nearest to being met.
        if misfits.contains(.memory) { return memoryLack(count, request) }
        if misfits.contains(.unshared) {
            return ("its cards are in exclusive-process mode", "leave 'gpu_share' and 'gpu_memory' out")
        }
        if misfits.contains(.prohibited) { return ("its cards are closed to computing", "nvidia-smi -c DEFAULT") }
        if misfits.contains(.model) {
            return ("this host has \(names(open, request))", "'*' in 'gpu_model' stands for anything")
        }
        if misfits.contains(.vendor) { return ("this host has \(names(open, request))", "leave 'gpu_vendor' out") }
        if misfits.contains(.integrated) {
            return ("this host has only \(names(open, request)), a part of its processor", "name it: 'gpu_model'")
        }
        return slicesLack(open, request) ?? ("this host has none", lower)
    }

    private func memoryLack(_ count: Int, _ request: DeviceRequest) -> (String, String) {
        var other = request
        other.memory = nil
        if let most = memoryOf(1, request) {
            let nearest = memoryOf(count, request) ?? most
            return ("the largest here has \(most.brief)", "lower 'resources.gpu_memory' to \(nearest.brief)")
        }
        return ("its driver does not say how much it has", "ask for a whole one: leave 'gpu_memory' out")
    }

    private func slicesLack(_ open: [Device], _ request: DeviceRequest) -> (String, String)? {
        let profiles = Set(open.compactMap(\.slice?.profile)).sorted()
        guard let first = profiles.first else {
            return request.slice == nil ? nil : ("no card here is cut into slices", "leave 'mig' out")
        }
        let words = "slices \(profiles.joined(separator: ", "))"
        if request.slice == nil { return ("its cards are cut into \(words)", "ask for one: 'resources.mig: \(first)'") }
        return ("this host has \(words)", "ask for one of these: 'resources.mig: \(first)'")
    }

    /// The names of those that could be had, each once.
    private func names(_ devices: [Device], _ request: DeviceRequest) -> String {
        let kinds = devices.filter { ($0.slice == nil) == (request.slice == nil) }.map(\.kind)
        return Set(kinds).sorted().map { "'\($0)'" }.joined(separator: ", ")
    }
}

extension DeviceRequest {
    /// `2 GPUs with 40 GiB each`
    func words(_ count: Int) -> String {
        let noun = slice.map { "slice '\($0)'" } ?? "\(vendor.map { "\($0.name) " } ?? "")GPU"
        var words = slice == nil ? count.counted(noun) : count == 1 ? "1 \(noun)" : "\(count) slices '\(slice ?? "")'"
        if let model { words += " like '\(model)'" }
        if let memory { words += " with \(memory.brief)\(count > 1 ? " each" : "")" }
        if let share, share != .whole { words += ", \(share.fraction) of \(count > 1 ? "each" : "it")" }
        return words
    }
}

extension ByteCount {
    /// `40 GiB`, `1.5 GiB`
    var brief: String { text.replacing(".0 ", with: " ") }
}
