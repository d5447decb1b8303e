internal import CSweepShims
internal import SweepModel

/// NVIDIA's management library, opened and initialised.
///
/// Its functions may be called from any thread; every one may be missing.
struct NVMLLibrary: @unchecked Sendable {
    let library: SharedLibrary
    let call: sweep_nvml

    /// Why there is none to talk to.
    enum Failure: Error, Hashable, Sendable {
        case absent
        case broken(String)
        case status(NVMLStatus)
    }

    init(paths: [String]) throws(Failure) {
        do throws(SharedLibrary.Failure) { library = try SharedLibrary(firstOf: paths) } catch {
            switch error {
            case .absent: throw .absent
            case .broken(let words): throw .broken(words)
            }
        }
        var functions = sweep_nvml()
        sweep_nvml_load(library.handle, &functions)
        call = functions
        guard let initialise = call.nvmlInit_v2 else {
            library.close()
            throw .broken("\(library.path) has no nvmlInit_v2")
        }
        let status = NVMLStatus(rawValue: initialise())
        guard status == .success else {
            library.close()
            throw .status(status)
        }
    }

    /// Shuts the library down and lets it go.
    func close() {
        _ = call.nvmlShutdown?()
        library.close()
    }

    /// A text that a function without a device gives.
    func text(_ function: ((UnsafeMutablePointer<CChar>, UInt32) -> Int32)?) -> String? {
        guard let function else { return nil }
        return Self.text { function($0, $1) == 0 }
    }

    /// What is written into a buffer, up to the first NUL; nil where nothing sensible is.
    static func text(_ write: (UnsafeMutablePointer<CChar>, UInt32) -> Bool) -> String? {
        var buffer = [CChar](repeating: 0, count: 96)
        guard write(&buffer, UInt32(buffer.count)) else { return nil }
        let bytes = buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        guard !bytes.isEmpty, bytes.count < buffer.count, bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `12.4`
    var runtime: String? {
        var version: Int32 = 0
        guard let get = call.nvmlSystemGetCudaDriverVersion_v2, get(&version) == 0, version > 0 else { return nil }
        return "\(version / 1000).\(version % 1000 / 10)"
    }

    /// How many cards there are.
    ///
    /// - Throws: the status of the call, or of a number that cannot be.
    func count() throws(Failure) -> UInt32 {
        var count: UInt32 = 0
        guard let get = call.nvmlDeviceGetCount_v2 else { throw .broken("it has no nvmlDeviceGetCount_v2") }
        let status = NVMLStatus(rawValue: get(&count))
        guard status == .success else { throw .status(status) }
        guard count <= 256 else { throw .broken("it speaks of \(count) cards") }
        return count
    }
}
