internal import Glibc

/// Contenders that take turns, so that a slow moment of the machine meets them all.
struct Race {
    private let setting: Setting
    private var contenders: [any Contender] = []
    private var readings: [String: Reading] = [:]

    init(_ kinds: [any Contender.Type], in setting: Setting) {
        self.setting = setting
        for kind in kinds {
            var reading = Reading(name: kind.name)
            do throws(Failure) {
                contenders.append(try kind.init(in: setting))
            } catch {
                reading.skipped = error.description
                Console.note("  \(kind.name) skipped: \(error)")
            }
            readings[kind.name] = reading
        }
    }

    /// Adds one sample of each. A rival that fails is out of the race, with the reason.
    ///
    /// - Throws: where sweepd fails.
    mutating func lap(count: Int, slots: Int) throws(Failure) {
        for (index, contender) in contenders.enumerated().reversed() {
            do throws(Failure) {
                try add(contender, count: count, slots: slots)
            } catch  where !type(of: contender).isOurs {
                readings[type(of: contender).name]?.skipped = error.description
                contenders.remove(at: index)
            }
        }
    }

    private mutating func add(_ contender: any Contender, count: Int, slots: Int) throws(Failure) {
        let name = type(of: contender).name
        let folder = try setting.scratch.folder()
        defer { setting.scratch.settle() }
        sync()
        let seconds = try contender.seconds(count: count, slots: slots, in: folder)
        Console.note("  \(name): \(count) in \(Unit.seconds.text(seconds))")
        readings[name]?.samples.append(seconds)
    }

    /// Seconds a run.
    func reading(_ kind: any Contender.Type, of count: Int) -> Reading {
        (readings[kind.name] ?? Reading(name: kind.name)).divided(by: Double(count))
    }
}
