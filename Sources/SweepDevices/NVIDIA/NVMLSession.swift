internal import CSweepShims
internal import SweepModel

/// An opened library and the handles of what the last discovery found.
struct NVMLSession: @unchecked Sendable {
    let library: NVMLLibrary
    let processes: NVMLProcesses
    private var handles: [(id: DeviceID, handle: OpaquePointer)] = []
    private var shape = Shape(count: 0, isSliced: [])

    /// What makes handles useless when it changes.
    private struct Shape: Hashable {
        var count: UInt32
        var isSliced: [Bool?]
    }

    init(library: NVMLLibrary, processes: NVMLProcesses) {
        self.library = library
        self.processes = processes
    }

    mutating func discover() -> VendorInventory {
        var inventory = VendorInventory(.nvidia, .found)
        inventory.driver = library.text(library.call.nvmlSystemGetDriverVersion)
        inventory.runtime = library.runtime
        inventory.notes = ["\(library.library.path) answers"]
        handles = []
        do throws(NVMLLibrary.Failure) { try fill(&inventory) } catch {
            switch error {
            case .status(let status): inventory.outcome = status.outcome
            case .broken(let words):
                inventory.outcome = .failed(
                    "the NVIDIA library cannot be believed: \(words)", hint: "reinstall the driver")
            case .absent: inventory.outcome = .absent
            }
        }
        return inventory
    }

    private mutating func fill(_ inventory: inout VendorInventory) throws(NVMLLibrary.Failure) {
        var cards: [Device] = []
        var topology: [NVMLTopology.Card] = []
        shape = Shape(count: try library.count(), isSliced: [])
        for index in 0..<shape.count {
            guard let handle = handle(index, &inventory.notes) else { continue }
            var entity = NVMLEntity(library, handle)
            guard let card = card(&entity, index: Int(index), known: cards, &inventory.notes) else { continue }
            shape.isSliced.append(card.slicing?.isOn)
            handles.append((card.id, handle))
            topology.append(.init(id: card.id, handle: handle, address: card.address))
            cards.append(card)
        }
        let ways = NVMLTopology(library.call, topology)
        for index in cards.indices { cards[index].links = ways.links(of: index) }
        for (index, card) in cards.enumerated() {
            inventory.devices.append(card)
            inventory.devices += slices(of: card, topology[index].handle)
        }
    }

    /// A card's handle; a card that gives none is told of, and hides no other.
    private func handle(_ index: UInt32, _ notes: inout [String]) -> OpaquePointer? {
        var handle: OpaquePointer?
        guard let get = library.call.nvmlDeviceGetHandleByIndex_v2 else { return nil }
        let status = NVMLStatus(rawValue: get(index, &handle))
        if status == .success, let handle { return handle }
        notes.append("the card at index \(index) is left out: \(status.words)")
        return nil
    }

    private func card(
        _ entity: inout NVMLEntity, index: Int, known: [Device], _ notes: inout [String]
    ) -> Device? {
        guard let id = Self.identifier(entity.text(entity.call.nvmlDeviceGetUUID), prefix: "GPU-") else {
            let words = entity.ailments.first?.words ?? "it has no UUID that makes sense"
            notes.append("the card at index \(index) is left out: \(words)")
            return nil
        }
        guard !known.contains(where: { $0.id == id }) else {
            notes.append("the card at index \(index) is left out: another one is \(id) already")
            return nil
        }
        var card = Device(id, vendor: .nvidia, index: index)
        describe(&card, &entity)
        return card
    }

    private func describe(_ card: inout Device, _ entity: inout NVMLEntity) {
        let call = entity.call
        card.name = entity.text(call.nvmlDeviceGetName)
        card.address = entity.address()
        card.minor = entity.number(call.nvmlDeviceGetMinorNumber).flatMap { $0 < 256 ? $0 : nil }
        card.memory = entity.memory().total
        card.architecture = entity.architecture()
        card.computeMode = entity.computeMode()
        card.numaNode =
            entity.number(call.nvmlDeviceGetNumaNodeId).flatMap { $0 < 4096 ? $0 : nil }
            ?? card.address.flatMap(numaNode)
        card.slicing = entity.slicing()
        card.reading = entity.reading(processes: processes)
    }

    /// The node as the bus knows it, which older libraries do not tell.
    private func numaNode(of address: String) -> Int? {
        guard let node = processes.names.files.number("/sys/bus/pci/devices/\(address)/numa_node"), node >= 0 else {
            return nil
        }
        return Int(node)
    }

    private mutating func slices(of card: Device, _ handle: OpaquePointer) -> [Device] {
        var most: UInt32 = 0
        guard card.slicing?.isOn == true, let find = library.call.nvmlDeviceGetMigDeviceHandleByIndex,
            library.call.nvmlDeviceGetMaxMigDeviceCount?(handle, &most) == 0
        else { return [] }
        var slices: [Device] = []
        for number in 0..<min(most, 64) {
            var found: OpaquePointer?
            // Numbers may have holes.
            guard find(handle, number, &found) == 0, let found else { continue }
            var entity = NVMLEntity(library, found)
            guard let slice = slice(&entity, Int(number), of: card) else { continue }
            handles.append((slice.id, found))
            slices.append(slice)
        }
        return slices
    }

    private func slice(_ entity: inout NVMLEntity, _ number: Int, of card: Device) -> Device? {
        guard let id = Self.identifier(entity.text(entity.call.nvmlDeviceGetUUID), prefix: "MIG-") else { return nil }
        let name = entity.text(entity.call.nvmlDeviceGetName)
        let profile = name?.split(separator: " ").last.map(String.init) ?? "?"
        var slice = Device(id, vendor: .nvidia, index: card.index)
        slice.name = name ?? card.name
        slice.slice = Device.Slice(card: card.id, number: number, profile: profile)
        slice.memory = entity.memory().total
        (slice.address, slice.minor, slice.numaNode) = (card.address, card.minor, card.numaNode)
        (slice.architecture, slice.isIntegrated) = (card.architecture, card.isIntegrated)
        slice.reading = entity.reading(processes: processes)
        return slice
    }

    private static func identifier(_ text: String?, prefix: String) -> DeviceID? {
        guard let text, text.hasPrefix(prefix), text.utf8.count > prefix.utf8.count,
            text.allSatisfy({ $0.isLetter || $0.isNumber || "-/".contains($0) })
        else { return nil }
        return DeviceID(text)
    }

    /// Looks again at what the last discovery found.
    func sample() -> DeviceSample {
        var sample = DeviceSample()
        var isSliced: [Bool?] = []
        for (id, handle) in handles {
            var entity = NVMLEntity(library, handle)
            if id.text.hasPrefix("GPU-") { isSliced.append(entity.slicing()?.isOn) }
            sample.readings[id] = entity.reading(processes: processes)
        }
        // Slices come and go without their card's mode changing, and then their handles are refused.
        let isRefused = handles.contains { !$0.id.text.hasPrefix("GPU-") && !answers($0.handle) }
        let now = Shape(count: (try? library.count()) ?? 0, isSliced: isSliced)
        sample.isStale = isRefused || now != shape
        return sample
    }

    private func answers(_ handle: OpaquePointer) -> Bool {
        NVMLLibrary.text { library.call.nvmlDeviceGetUUID?(handle, $0, $1) == 0 } != nil
    }

    /// The device that a handle of the library stands for.
    func device(_ handle: OpaquePointer) -> DeviceID? { handles.first { $0.handle == handle }?.id }

    /// The cards, not their slices.
    var cards: [OpaquePointer] { handles.filter { $0.id.text.hasPrefix("GPU-") }.map(\.handle) }

    func close() { library.close() }
}
