//! The road graph: where roads cross, and the quickest way between two crossings.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    RoadKind,
    districts::DISTRICTS,
    roads::Drawn,
    sheet::{UNIT_M, Xy, contains, crossing, ring},
};

/// Exits of the ring road.
const EXITS: f64 = 12.0;

/// Where roads cross, bend or end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) at: Xy,
    /// Which of the city's districts it lies in.
    pub(crate) district: Option<u8>,
}

/// A straight piece of road from a node to the next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hop {
    pub(crate) to: u32,
    pub(crate) road: u16,
    /// Kilometre of a motorway, exit of the ring; else 0.
    pub(crate) mark: u8,
    /// km/h.
    pub(crate) limit: f32,
}

/// All nodes and what leads away from each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
    hops: Vec<Vec<Hop>>,
}

/// The quickest ways from one node to all others: for each the node before it.
pub(crate) struct Tree(Vec<u32>);

const NOWHERE: u32 = u32::MAX;

/// Whether an address such as `Mill lane 14` lies on the street.
pub(super) fn lies_on(address: &str, street: &str) -> bool {
    address
        .strip_prefix(street)
        .is_some_and(|rest| rest.trim_start().bytes().all(|it| it.is_ascii_digit()) && !rest.is_empty())
}

impl Graph {
    /// Cuts the roads where they meet.
    pub(super) fn new(roads: &[Drawn]) -> Self {
        let mut graph = Self::default();
        // For each road, the nodes on it: piece, share of the piece, node.
        let mut cuts: Vec<Vec<(usize, f64, u32)>> = Vec::with_capacity(roads.len());
        for road in roads {
            let vertices = road.line.iter().enumerate();
            cuts.push(vertices.map(|(nth, at)| (nth, 0.0, graph.add(*at))).collect());
        }
        for (a, first) in roads.iter().enumerate() {
            for (b, second) in roads.iter().enumerate().skip(a + 1) {
                for (i, one) in first.line.windows(2).enumerate() {
                    for (j, other) in second.line.windows(2).enumerate() {
                        if let Some((t, u)) = crossing([one[0], one[1]], [other[0], other[1]]) {
                            let node = graph.add(one[0].towards(one[1], t));
                            cuts[a].push((i, t, node));
                            cuts[b].push((j, u, node));
                        }
                    }
                }
            }
        }
        for (nth, (road, mut on)) in roads.iter().zip(cuts).enumerate() {
            on.sort_by(|a, b| {
                (a.0, a.1)
                    .partial_cmp(&(b.0, b.1))
                    .unwrap_or(std::cmp::Ordering::Equal)
            });
            graph.join(u16::try_from(nth).unwrap_or(u16::MAX), road, &on);
        }
        graph.keep_connected();
        graph.find_districts();
        graph
    }

    fn add(&mut self, at: Xy) -> u32 {
        self.nodes.push(Node { at, district: None });
        self.hops.push(Vec::new());
        u32::try_from(self.nodes.len() - 1).unwrap_or(NOWHERE)
    }

    fn join(&mut self, number: u16, road: &Drawn, on: &[(usize, f64, u32)]) {
        let length: f64 = road.line.windows(2).map(|it| it[0].distance(it[1])).sum();
        let mut way = 0.0;
        for pair in on.windows(2) {
            let (from, to) = (pair[0].2, pair[1].2);
            let step = self.node(from).at.distance(self.node(to).at);
            let middle = way + step / 2.0;
            way += step;
            let mark = match road.kind {
                RoadKind::Motorway => (middle * UNIT_M / 1000.0).ceil(),
                RoadKind::Ring => (middle / length * EXITS).floor() + 1.0,
                RoadKind::Main | RoadKind::Street => 0.0,
            };
            for (from, to) in [(from, to), (to, from)] {
                self.hops[from as usize].push(Hop {
                    to,
                    road: number,
                    mark: mark as u8,
                    limit: road.limit as f32,
                });
            }
        }
    }

    /// Forgets the ways of nodes that the first road cannot reach: a street in a corner that meets no other one.
    fn keep_connected(&mut self) {
        let mut reached = vec![false; self.nodes.len()];
        let mut open = vec![0];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut reached[node as usize], true) {
                open.extend(self.hops[node as usize].iter().map(|it| it.to));
            }
        }
        for (hops, reached) in self.hops.iter_mut().zip(reached) {
            if !reached {
                hops.clear();
            }
        }
    }

    fn find_districts(&mut self) {
        let outlines: Vec<_> = DISTRICTS.iter().map(|it| ring(it.outline)).collect();
        for node in &mut self.nodes {
            let found = outlines.iter().position(|it| contains(it, node.at));
            node.district = found.and_then(|it| u8::try_from(it).ok());
        }
    }

    pub(crate) fn node(&self, node: u32) -> Node {
        self.nodes[node as usize]
    }

    pub(crate) fn hops(&self, node: u32) -> &[Hop] {
        &self.hops[node as usize]
    }

    pub(crate) const fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The crossing an address is at: on the street it names, else the nearest one of a street.
    pub(super) fn address(&self, roads: &[Drawn], name: &str, near: Xy) -> u32 {
        let crossings = || {
            (0..self.len() as u32).filter(|it| {
                let hops = self.hops(*it);
                hops.len() > 2
                    && hops
                        .iter()
                        .any(|hop| roads[usize::from(hop.road)].kind == RoadKind::Street)
            })
        };
        let on_street = |node: &u32| {
            let mut hops = self.hops(*node).iter();
            hops.any(|hop| lies_on(name, &roads[usize::from(hop.road)].name))
        };
        let nearest = |a: &u32, b: &u32| {
            let distance = |it: &u32| self.node(*it).at.distance(near);
            distance(a).total_cmp(&distance(b))
        };
        crossings()
            .filter(on_street)
            .min_by(nearest)
            .or_else(|| crossings().min_by(nearest))
            .unwrap_or(0)
    }

    /// The quickest ways from a node to everywhere (Dijkstra).
    pub(crate) fn tree(&self, from: u32) -> Tree {
        let mut before = vec![NOWHERE; self.len()];
        let mut best = vec![u32::MAX; self.len()];
        let mut open = BinaryHeap::from([Reverse((0_u32, from))]);
        best[from as usize] = 0;
        while let Some(Reverse((cost, node))) = open.pop() {
            if cost > best[node as usize] {
                continue;
            }
            for hop in self.hops(node) {
                let metres = self.node(node).at.distance(self.node(hop.to).at) * UNIT_M;
                // Milliseconds at the limit, and a second for every crossing.
                let cost = cost + (metres * 3_600.0 / f64::from(hop.limit)) as u32 + 1_000;
                if cost < best[hop.to as usize] {
                    best[hop.to as usize] = cost;
                    before[hop.to as usize] = node;
                    open.push(Reverse((cost, hop.to)));
                }
            }
        }
        Tree(before)
    }

    /// The nodes from `from`, the root of the tree, to `to`; `None` if no road leads there.
    pub(crate) fn path(&self, tree: &Tree, from: u32, to: u32) -> Option<Vec<u32>> {
        let mut path = vec![to];
        let mut node = to;
        while node != from {
            node = *tree.0.get(node as usize).filter(|it| **it != NOWHERE)?;
            path.push(node);
        }
        path.reverse();
        Some(path)
    }
}
