#pragma once
#include "run/inputs.hpp"

#include <chrono>
#include <cstddef>
#include <set>
#include <string>
#include <variant>

/// What comes out of the machine.
namespace kscan::run {

// Everything that we may do about the inputs.
struct WatchPods {
  std::string ns;
};
struct CreateJob {
  Group group;
  std::string memory_limit = {};  ///< of each scanner; empty: the usual one
  std::set<Group> replaces = {};  ///< first groups whose images it tries again
};
struct CreateOwned {
  Group group;
};
struct Unsuspend {
  Group group;
};
struct ReadPodRefusals {
  Group group;
};
struct FollowLog {
  Group group;
  std::string pod;
  std::string container;
};
struct StopStreams {  ///< every log and timer of the group
  Group group;
};
struct DeleteSecret {
  Group group;
  std::size_t scan;
};
struct DeleteJob {
  Group group;
};
struct StartTimer {
  Timer timer;
  Group group;
  std::string container;
  std::chrono::milliseconds delay;
};
/// For people. `image` is empty when it is about the whole group.
struct Tell {
  Group group;
  std::string image;
  std::string text;
};
/// The last word about an image: Machine::report_of() has it.
struct ImageDone {
  Group group;
  std::size_t scan;
};
struct Finish {};
using Effect = std::variant<WatchPods,
                            CreateJob,
                            CreateOwned,
                            Unsuspend,
                            ReadPodRefusals,
                            FollowLog,
                            StopStreams,
                            DeleteSecret,
                            DeleteJob,
                            StartTimer,
                            Tell,
                            ImageDone,
                            Finish>;

}  // namespace kscan::run
