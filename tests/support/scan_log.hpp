#pragma once
#include "frame/frame.hpp"
#include "handoff/handoff.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kscan::test {

/// What the agent writes for one container: the log's lines and the termination message.
struct ScanLog {
  std::vector<std::string> lines;
  std::string termination;
};

inline ScanLog scan_log(const std::string& run_id,
                        std::string_view payload,
                        int exit_code = 0,
                        const std::vector<std::string>& stderr_lines = {}) {
  ScanLog log;
  frame::Encoder encoder(run_id, [&log](std::string_view line) { log.lines.emplace_back(line); });
  encoder.progress("scanning");
  for (const std::string& line : stderr_lines)
    encoder.log(line);
  encoder.payload(payload);
  encoder.finish_payload();
  handoff::Ending ending;
  ending.exit_code = exit_code;
  ending.data_frames = encoder.data_frames();
  ending.raw_bytes = encoder.raw_bytes();
  ending.sha256 = encoder.sha256();
  log.termination = handoff::to_json(ending);
  encoder.end(log.termination);
  return log;
}

}  // namespace kscan::test
