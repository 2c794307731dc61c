// Looks up Prime Intellect GPU sandboxes: IDs, regions, status and GPU specifications.
package primeintellect
