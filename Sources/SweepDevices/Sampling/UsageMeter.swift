package import SweepModel

/// Adds up what one attempt uses of one device, look by look.
///
/// A look may lack anything, counters may start again and clocks go back: what is not known is left out, and never
/// guessed to be nothing.
package struct UsageMeter: Sendable {
    package private(set) var usage: DeviceUsage
    private let attempt: AttemptID
    private let share: DeviceShare
    private var last: (reading: DeviceReading, at: Instant)?
    /// Percent times seconds, and the seconds.
    private var busy = (sum: 0.0, time: 0.0)
    /// Millijoules that the device took.
    private var energy: Double?

    package init(_ attempt: AttemptID, _ booking: DeviceBooking) {
        self.attempt = attempt
        share = booking.share
        usage = DeviceUsage(booking.device)
    }

    /// Takes in a look, whose processes carry their attempts.
    ///
    /// - Parameter at: when it was made.
    package mutating func take(_ reading: DeviceReading, at: Instant) {
        let time = last.map { max(0, (at - $0.at).seconds) } ?? 0
        usage.samples += 1
        if let held = Self.memory(of: attempt, holding: share, in: reading) {
            usage.memoryPeak = max(usage.memoryPeak ?? held, held)
        }
        addUtilisation(reading.utilisation, time)
        if let last { addEnergy(from: last.reading, to: reading, time) }
        last = (reading, at)
    }

    /// Takes in a look after the attempt's end, of which only the energy belongs to it.
    package mutating func close(_ reading: DeviceReading, at: Instant) {
        guard let last else { return }
        addEnergy(from: last.reading, to: reading, max(0, (at - last.at).seconds))
    }

    /// What the attempt's processes hold; with a whole device all that is in use, where the driver tells of no process.
    static func memory(of attempt: AttemptID, holding share: DeviceShare, in reading: DeviceReading) -> ByteCount? {
        let own = reading.processes?.filter { $0.attempt == attempt }
        let amounts = own?.compactMap(\.memory) ?? []
        let isTold = own.map { $0.count == amounts.count && (!$0.isEmpty || share != .whole) } ?? false
        if isTold { return ByteCount(bytes: amounts.reduce(0) { $0 + $1.bytes }) }
        return share == .whole ? reading.memoryUsed : nil
    }

    /// A look speaks for the time since the one before.
    private mutating func addUtilisation(_ percent: Int?, _ time: Double) {
        guard let percent else { return }
        usage.utilisationPeak = max(usage.utilisationPeak ?? 0, percent)
        busy.sum += Double(percent) * time
        busy.time += time
        usage.utilisationMean = busy.time > 0 ? busy.sum / busy.time : Double(percent)
    }

    /// By the counter where it went on, else by the mean of the power at both ends.
    private mutating func addEnergy(from first: DeviceReading, to second: DeviceReading, _ time: Double) {
        var taken: Double?
        if let power = first.power, let next = second.power { taken = Double(power + next) / 2 * time }
        if let before = first.energy, let after = second.energy, after >= before { taken = Double(after - before) }
        guard let taken else { return }
        energy = (energy ?? 0) + taken
        usage.energy = energy.flatMap { Int64(exactly: ($0 * share.fraction).rounded()) }
    }
}
