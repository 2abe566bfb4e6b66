#pragma once
#include "io/loop.hpp"
#include "io/signals.hpp"
#include "kube/client.hpp"
#include "manifest/manifest.hpp"
#include "run/machine.hpp"

#include <map>
#include <string>

namespace kscan::drive {

/// The world of one run.
struct World {
  kube::Client& client;
  io::Loop& loop;
  io::Signals& signals;
  run::Observer& observer;
};

/// Effects become client calls; client callbacks become Inputs. Decides nothing. Blocks until the
/// machine has finished; the report is the machine's. `jobs` are the UIDs of the Jobs that are
/// there already. A pod that another object owns is none of a Job's, whatever its labels say.
void drive(run::Machine& machine,
           const manifest::Settings& settings,
           const World& world,
           const std::map<run::Group, std::string>& jobs = {});

}  // namespace kscan::drive
