#pragma once
#include "io/loop.hpp"
#include "io/signals.hpp"
#include "kube/client.hpp"
#include "manifest/manifest.hpp"
#include "run/machine.hpp"

namespace kscan::drive {

/// The world of one run.
struct World {
  kube::Client& client;
  io::Loop& loop;
  io::Signals& signals;
  run::Observer& observer;
};

/// Effects become client calls; client callbacks become Inputs. Decides nothing. Blocks until the
/// machine has finished; the report is the machine's.
void drive(run::Machine& machine, const manifest::Settings& settings, const World& world);

}  // namespace kscan::drive
