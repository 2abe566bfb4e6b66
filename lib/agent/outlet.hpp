#pragma once
#include "frame/frame.hpp"
#include "handoff/handoff.hpp"

#include <filesystem>
#include <string>

namespace kscan::agent {

/// The container's exit code when it is us who failed: EX_SOFTWARE of sysexits.h.
inline constexpr int exit_own_error = 70;

/// Everything a container says: frames on its standard output, and the ending a second time in the
/// termination message.
class Outlet {
public:
  /// The descriptor stays the caller's.
  Outlet(std::string run_id, int out, std::filesystem::path termination_log);

  [[nodiscard]] frame::Encoder& frames() noexcept { return m_frames; }
  /// Ends the payload, fills in its figures, cuts the error to what a termination message of a pod
  /// with many containers may hold, and tells the ending twice. Nothing may be said after it.
  /// Returns what was told.
  handoff::Ending finish(handoff::Ending ending);

private:
  frame::Encoder m_frames;
  std::filesystem::path m_termination_log;
};

/// Writes into the termination message's file, if the kubelet has made one. Never throws.
void write_termination_message(const std::filesystem::path& file, std::string_view text) noexcept;

}  // namespace kscan::agent
