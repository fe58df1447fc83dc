import type { Picture, TextGroup } from '../domain/picture.ts'
import { drawDiagram } from '../formats/diagram.ts'

/** A picture as its component prints it: the drawing, and all that it says in words. */
export type PictureView = { title: string; svg: string; text: TextGroup[] }

/** A picture of boxes and arrows, drawn. There is one on a page. */
export async function pictureView(picture: Picture): Promise<PictureView> {
  return { title: picture.title, svg: await drawDiagram(picture, 'picture'), text: picture.text }
}
